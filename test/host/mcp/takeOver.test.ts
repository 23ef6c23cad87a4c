import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { git, runCli, startCli } from '../../support/cli.ts';
import { joinByMcp, outsideSwarm } from '../../support/mcpClient.ts';

test('an outside agent works on when the leader is killed, and is merged by whoever leads next', async () => {
  const folder = outsideSwarm();
  const leading = startCli(['run', '--json', '-C', folder]);
  after(() => runCli(['stop', '-C', folder]));
  await leading.until('"type":"task.planned"', 2);
  const agent = await joinByMcp(folder, 'session-1');
  const { worktree } = await agent.claim('claimNext');
  writeFileSync(join(worktree.path, 's1p1t1.txt'), 'done\n');
  leading.child.kill('SIGKILL');
  await leading.end;
  // A call that finds nobody says so; nothing of the claim is lost by it.
  let made: Awaited<ReturnType<typeof agent.complete>> | undefined;
  while (!made) {
    made = await agent.complete('S1.P1.T1', 1).catch((fault: unknown) => {
      assert.match(String(fault), /not-running/);
      return undefined;
    });
  }
  assert.equal(made.outcome, 'merged');
  assert.equal(git(folder, 'show', 's2/outside:s1p1t1.txt'), 'done');
  assert.equal((await agent.claim('claimNext')).claim.task, 'S1.P1.T2');
});
