import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CommandRunner } from '../../../../src/app/ports/commandRunner.ts';
import { createCommandProvider } from '../../../../src/app/runner/commandProvider.ts';

test('a command is told which tasks wait for its session', async () => {
  const seen: (string | undefined)[] = [];
  const commands: CommandRunner = {
    run: ({ env }) => {
      seen.push(env['S2_BLOCKING']);
      return Promise.resolve({ end: { kind: 'exited', code: 0 }, output: new Uint8Array(), truncated: false, ms: 1 });
    },
  };
  const waiting = { blocker: 'B1', session: 'session-2', reason: 'no key', offers: [] };
  for (const tasks of [[], ['T1'], ['T1', 'T2']]) {
    const claim = {
      task: 'A',
      epoch: 1,
      attempt: 1,
      witness: '',
      title: '',
      brief: '',
      phase: null,
      model: null,
      files: [],
      run: 'true',
      verify: [],
      unblockNeeds: [],
      helps: null,
      base: null,
      limits: { files: 10, fileBytes: 1_000 },
      watchdog: { stallMs: 600_000, timeoutMs: 21_600_000 },
      blocking: tasks.map((task) => ({ ...waiting, task })),
    };
    const worktree = { session: 'one', branch: 's2/one', path: '/work', base: 'a'.repeat(40), saved: [] };
    const context = {
      session: 'one',
      worktree,
      environment: {},
      signal: new AbortController().signal,
      onOutput: () => undefined,
    };
    await createCommandProvider({ commands, environment: {} }).run(claim, context);
  }
  assert.deepEqual(seen, ['', 'T1', 'T1 T2']);
});
