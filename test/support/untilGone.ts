import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** Waits until a process that was ended is gone, or nobody but a zombie is left of it; fails when it never is. */
export async function untilGone(pid: number): Promise<void> {
  const stat = `/proc/${pid}/stat`;
  for (let turn = 0; existsSync(stat) && !/\) Z /.test(readFileSync(stat, 'utf8')); turn += 1) {
    assert.ok(turn < 500, `process ${pid} is still there`);
    await pause(20);
  }
}
