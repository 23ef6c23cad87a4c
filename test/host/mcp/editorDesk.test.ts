import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createEditorDesk } from '../../../src/entry/editorDesk.ts';
import { silentLog } from '../../../src/base/log.ts';
import { claimOutput } from '../../../src/protocol/mcpTools.ts';
import { git } from '../../support/cli.ts';
import { joinByMcp, leadOutside, outsideSwarm } from '../../support/mcpClient.ts';

test('a model of the editor works as a session, and leaves it to whoever comes next', async () => {
  const folder = outsideSwarm();
  await leadOutside(folder);
  const desk = createEditorDesk(silentLog);
  const { signal } = new AbortController();
  const call = async (name: string, input: unknown): Promise<Record<string, unknown>> => {
    const answer = await desk.call({ folder, session: 'session-1', name, input, signal });
    assert.ok(answer.ok, JSON.stringify(answer));
    return answer.value;
  };
  const { worktree } = claimOutput.parse(await call('claimNext', {}));
  assert.ok(worktree);
  const other = await joinByMcp(folder, 'session-1');
  assert.equal((await other.refused('claimNext')).code, 'taken');
  writeFileSync(join(worktree.path, 's1p1t1.txt'), 'by the editor\n');
  const made = await call('complete', { task: 'S1.P1.T1', epoch: 1, waitSeconds: 120 });
  assert.equal(made['outcome'], 'merged');
  assert.equal(git(folder, 'show', 's2/outside:s1p1t1.txt'), 'by the editor');
  await desk.leave();
  assert.equal((await other.claim('claimNext')).claim.task, 'S1.P1.T2');
});
