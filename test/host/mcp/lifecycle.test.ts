import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ResourceUpdatedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { git, runCli } from '../../support/cli.ts';
import { joinByMcp, leadOutside, outsideSwarm } from '../../support/mcpClient.ts';

test('an outside agent claims, works in the worktree that it is given, completes and is merged', async () => {
  const folder = outsideSwarm();
  await leadOutside(folder);
  const agent = await joinByMcp(folder, 'session-1');
  assert.deepEqual(await agent.done('listReady'), { tasks: ['S1.P1.T1', 'S1.P1.T2'] });

  const { outcome, claim, worktree } = await agent.claim('claimNext');
  assert.equal(outcome, 'claimed');
  assert.deepEqual([claim.task, claim.epoch, claim.files], ['S1.P1.T1', 1, ['s1p1t1.txt']]);
  assert.equal(worktree.path, join(folder, '.s2', 'worktrees', 'session-1'));
  assert.equal(git(worktree.path, 'rev-parse', 'HEAD'), worktree.base);

  const nothing = await agent.refused('complete', { task: 'S1.P1.T1', epoch: 1 });
  assert.equal(nothing.code, 'not-done');
  assert.match(nothing.message, /finished without changing anything.*the claim goes on/);
  writeFileSync(join(worktree.path, 'other.txt'), 'x\n');
  assert.match((await agent.refused('complete', { task: 'S1.P1.T1', epoch: 1 })).message, /without s1p1t1\.txt/);
  writeFileSync(join(worktree.path, 's1p1t1.txt'), '');
  assert.match((await agent.refused('complete', { task: 'S1.P1.T1', epoch: 1 })).message, /verify failed/);
  writeFileSync(join(worktree.path, 's1p1t1.txt'), 'done\n');
  assert.equal((await agent.refused('complete', { task: 'S1.P1.T1', epoch: 2 })).code, 'stale-epoch');
  const made = await agent.complete('S1.P1.T1', 1);
  assert.equal(made.outcome, 'merged');
  assert.equal(git(folder, 'rev-parse', 's2/outside'), made.merge);
  assert.equal(git(folder, 'show', 's2/outside:s1p1t1.txt'), 'done');
  assert.match(
    git(folder, 'log', '-1', '--format=%B', made.commit),
    /S2-Task: S1\.P1\.T1\nS2-Session: session-1\nS2-Epoch: 1\n/,
  );
  assert.equal((await agent.refused('complete', { task: 'S1.P1.T1', epoch: 1 })).code, 'stale-epoch');

  const second = await agent.claim('claim', { task: 'S1.P1.T2' });
  assert.ok(existsSync(join(second.worktree.path, 's1p1t1.txt')), 'it begins at what was merged');
  await agent.done('progress', { task: 'S1.P1.T2', epoch: 1, note: 'half way' });
  await agent.done('reportBlocker', { task: 'S1.P1.T2', epoch: 1, reason: 'no access to the printer', needs: [] });
  const status = await agent.status();
  assert.equal(status.blockers[0]?.reason, 'no access to the printer');
  assert.deepEqual([status.state, status.claims], ['blocked', []]);
  assert.equal((await runCli(['status', '--json', '-C', folder])).code, 0);
});

test('sessions talk, ask for help and read what changes', async () => {
  const folder = outsideSwarm(['session-1', 'session-2'], 1);
  await leadOutside(folder);
  const [one, two] = [await joinByMcp(folder, 'session-1'), await joinByMcp(folder, 'session-2')];
  const updated = new Promise<string>((resolve) => {
    two.client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => resolve(params.uri));
  });
  await two.client.subscribeResource({ uri: 's2://board' });
  await one.done('message', { to: 'session-2', text: 'the parser is yours' });
  assert.equal(await updated, 's2://board');
  const { items } = await two.done('inbox');
  assert.match(JSON.stringify(items), /the parser is yours/);
  const read = await two.client.readResource({ uri: 's2://inbox' });
  assert.match(JSON.stringify(read.contents), /the parser is yours/);
  const upTo = Number(/"sequence":(\d+)/.exec(JSON.stringify(items))?.[1]);
  await two.done('acknowledge', { upTo });
  assert.deepEqual(await two.done('inbox'), { items: [] });
  const { question } = await two.done('ask', { to: 'session-1', text: 'which format?' });
  await one.done('answer', { question, text: 'JSON' });
  assert.match(JSON.stringify(await two.done('inbox')), /JSON/);
  const { decision } = await one.done('propose', { title: 'Amounts are integers.' });
  assert.deepEqual(await two.done('vote', { decision, choice: 'yes' }), { outcome: 'open' });
  await one.claim('claimNext');
  await one.done('requestHelp', { subject: 'S1.P1.T1', epoch: 1, reason: 'a second pair of eyes', needs: [] });
  const [blocker] = (await one.status()).blockers;
  assert.equal(blocker?.task, 'S1.P1.T1');
  const { messages } = await two.client.getPrompt({ name: 'work' });
  assert.match(JSON.stringify(messages), /You are session-2 \(tester\) of the swarm outside/);
});

test('a claim outlives the connection, and the next one goes on with it', async () => {
  const folder = outsideSwarm();
  await leadOutside(folder);
  const first = await joinByMcp(folder, 'session-1');
  const { worktree } = await first.claim('claimNext');
  writeFileSync(join(worktree.path, 's1p1t1.txt'), 'done\n');
  const second = await joinByMcp(folder, 'session-1');
  // Looking is for everybody; working is for one at a time.
  assert.equal((await second.status()).claims[0]?.worktree, worktree.path);
  const occupied = await second.refused('complete', { task: 'S1.P1.T1', epoch: 1 });
  assert.deepEqual([occupied.code, /Another program works as session-1/.test(occupied.message)], ['taken', true]);
  await first.close();
  // The lock goes with the process, which ends a moment after its client has gone.
  let made: Awaited<ReturnType<typeof second.complete>> | undefined;
  while (!made) {
    made = await second.complete('S1.P1.T1', 1).catch((fault: unknown) => {
      assert.match(String(fault), /taken: /);
      return undefined;
    });
  }
  assert.equal(made.outcome, 'merged');
});

test('a wait for work is cancelled, reports progress, and ends when there is something', async () => {
  const folder = outsideSwarm(['session-1', 'session-2'], 1, 'agents: { haiku: 3 }');
  await leadOutside(folder);
  const [one, two] = [await joinByMcp(folder, 'session-1'), await joinByMcp(folder, 'session-2')];
  await one.done('claimNext');
  const cancel = new AbortController();
  const told: string[] = [];
  const waiting = one.client.callTool({ name: 'claimNext', arguments: { waitSeconds: 600 } }, undefined, {
    signal: cancel.signal,
    timeout: 600_000,
    onprogress: ({ message = '' }) => {
      told.push(message);
      cancel.abort();
    },
  });
  await assert.rejects(waiting);
  assert.match(told[0] ?? '', /session-1 works on S1\.P1\.T1/);
  assert.equal((await one.status()).claims.length, 1, 'nothing was claimed for a call that was cancelled');

  const granted = one.claim('claimNext', { waitSeconds: 600 });
  await one.done('release', { task: 'S1.P1.T1', epoch: 1 });
  const again = await granted;
  assert.deepEqual([again.claim.task, again.claim.epoch], ['S1.P1.T1', 2]);
  assert.equal((await two.claim('claimNext')).claim.task, 'S2.P1.T1');
});

test('without a leader every call says so, and works as soon as there is one', async () => {
  const folder = outsideSwarm();
  const agent = await joinByMcp(folder, 'session-1');
  const refused = await agent.refused('claimNext');
  assert.deepEqual([refused.code, /s2 run/.test(refused.message)], ['not-running', true]);
  assert.ok((await agent.client.listResources()).resources.some(({ name }) => name === 'swarm.yaml'));
  await leadOutside(folder);
  assert.equal((await agent.claim('claimNext')).claim.task, 'S1.P1.T1');
});
