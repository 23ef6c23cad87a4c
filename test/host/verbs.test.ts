import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { createRepository, git, phaseFile, runCli, startCli, swarmYaml, writeText } from '../support/cli.ts';
import { tempFolder } from '../support/tempFolder.ts';

/** A swarm whose only session is an outside agent: nothing runs unless somebody claims. */
function outsideSwarm(): string {
  const yaml = swarmYaml('outside', ['session-1']).replace('provider: command', 'provider: mcp');
  return createRepository({ 'swarm.yaml': yaml, ...phaseFile(1, 1, [{ run: 'true' }, { run: 'true' }]) });
}

async function ask(
  folder: string,
  ...args: readonly string[]
): Promise<{ readonly code: number | null; readonly value: unknown; readonly stderr: string }> {
  const end = await runCli([...args, '-C', folder]);
  return {
    code: end.code,
    value: end.code === 0 ? (JSON.parse(end.stdout) as unknown) : undefined,
    stderr: end.stderr,
  };
}

test('an outside agent claims, works, completes and is merged, all from the command line', async () => {
  const folder = outsideSwarm();
  const leading = startCli(['run', '--until-done', '--json', '-C', folder]);
  await leading.until('"type":"task.planned"', 2);
  const as = ['--session', 'session-1'];
  assert.deepEqual((await ask(folder, 'ready', ...as)).value, { tasks: ['S1.P1.T1', 'S1.P1.T2'] });
  const claimed = await ask(folder, 'claim', ...as);
  assert.match(JSON.stringify(claimed.value), /"task":"S1\.P1\.T1","epoch":1/);
  const again = await ask(folder, 'claim', 'S1.P1.T1', ...as);
  assert.equal(again.code, 1);
  assert.match(again.stderr, /session-1 works on S1\.P1\.T1/);
  assert.equal((await ask(folder, 'heartbeat', ...as)).code, 0);
  assert.equal((await ask(folder, 'progress', 'S1.P1.T1', 'half way', ...as, '--epoch', '1')).code, 0);
  await leading.until('"note":"half way"');

  const clone = join(tempFolder(), 'agent');
  git(folder, 'worktree', 'add', '--quiet', '-b', 'agent', clone, 's2/outside');
  writeText(clone, 's1p1t1.txt', 'done\n');
  git(clone, 'add', '--all');
  git(clone, 'commit', '--quiet', '--message=work');
  const commit = git(clone, 'rev-parse', 'HEAD');
  for (const [flag, wrong, said] of [
    ['--epoch', 'last', /Say the number that the claim was granted with/],
    ['--commit', commit.slice(0, 8), /Say the full hash, as `git rev-parse HEAD` prints it/],
  ] as const) {
    const given = ['--epoch', '1', '--commit', commit, flag, wrong];
    const end = await ask(folder, 'complete', 'S1.P1.T1', ...as, ...given);
    assert.equal(end.code, 2);
    assert.match(end.stderr, said);
  }
  const late = await ask(folder, 'complete', 'S1.P1.T1', ...as, '--epoch', '7', '--commit', commit);
  assert.match(late.stderr, /Nobody was ever granted a claim on S1\.P1\.T1 with epoch 7; the task is at epoch 1/);
  assert.equal((await ask(folder, 'complete', 'S1.P1.T1', ...as, '--epoch', '1', '--commit', commit)).code, 0);
  await leading.until('"type":"task.completed"');
  assert.equal(git(folder, 'show', 's2/outside:s1p1t1.txt'), 'done');

  assert.equal((await ask(folder, 'claim', ...as)).code, 0);
  assert.equal((await ask(folder, 'give-back', 'S1.P1.T2', ...as, '--epoch', '1')).code, 0);
  assert.equal((await ask(folder, 'claim', ...as)).code, 0);
  assert.equal((await ask(folder, 'block', 'S1.P1.T2', ...as, '--epoch', '2', '--reason', 'no access')).code, 0);
  const end = await leading.end;
  assert.equal(end.code, 1, 'a blocker that nobody can help with needs a person');
  assert.match(end.stdout, /"blocked":1/);
});

test('a person pauses, resumes and stops a running swarm from another shell', async () => {
  const folder = outsideSwarm();
  const leading = startCli(['run', '--json', '-C', folder]);
  await leading.until('"type":"task.planned"', 2);
  assert.equal((await runCli(['pause', '-C', folder])).code, 0);
  assert.match((await runCli(['claim', '--session', 'session-1', '-C', folder])).stderr, /The swarm is paused/);
  assert.match((await runCli(['status', '-C', folder])).stdout, /outside: paused/);
  assert.equal((await runCli(['resume', '-C', folder])).code, 0);
  const twice = await runCli(['resume', '-C', folder]);
  assert.equal(twice.code, 1);
  assert.match(twice.stderr, /the swarm is not paused/);
  assert.equal((await runCli(['claim', '--session', 'session-1', '-C', folder])).code, 0);
  assert.equal((await runCli(['release', 'S1.P1.T1', '-C', folder])).code, 0);
  assert.match((await runCli(['clear', 'B9', '-C', folder])).stderr, /There is no blocker B9/);
  assert.equal((await runCli(['stop', '-C', folder])).code, 0);
  const end = await leading.end;
  assert.equal(end.code, 1);
  assert.match(end.stderr, /The swarm was stopped from elsewhere/);
  assert.match((await runCli(['pause', '-C', folder])).stderr, /Nobody runs the swarm/);
});

test('a session that is not part of the swarm is told so', async () => {
  const folder = outsideSwarm();
  const leading = startCli(['run', '--json', '-C', folder]);
  await leading.until('"type":"task.planned"', 2);
  const stranger = await runCli(['claim', '--session', 'session-9', '-C', folder]);
  assert.equal(stranger.code, 1);
  assert.match(stranger.stderr, /There is no session session-9 in this swarm/);
  leading.child.kill('SIGINT');
  await leading.end;
});

test('a person approves, answers and tells from another shell what sessions ask, vote and read from theirs', async () => {
  const yaml = swarmYaml('gated', ['session-1', 'session-2']).replaceAll('provider: command', 'provider: mcp');
  const folder = createRepository({
    'swarm.yaml': `${yaml}autonomy: { human_approval_phases: [1] }\n`,
    ...phaseFile(1, 1, [{ run: 'true' }]),
    ...phaseFile(2, 1, [{ run: 'true' }]),
  });
  const leading = startCli(['run', '--json', '-C', folder]);
  await leading.until('"type":"approval.asked"', 2);
  const one = ['--session', 'session-1'];
  const two = ['--session', 'session-2'];
  assert.match((await ask(folder, 'claim', ...one)).stderr, /S1\.P1\.T1 waits for a person's approval: phase 1 needs/);
  assert.match((await runCli(['inbox', '-C', folder])).stdout, /^A\d+: S1\.P1\.T1 waits for a person's approval/m);
  assert.equal((await runCli(['approve', 'S1.P1.T1', '--reason', 'fine', '-C', folder])).code, 0);
  assert.match(JSON.stringify((await ask(folder, 'claim', ...one)).value), /"task":"S1\.P1\.T1"/);
  assert.equal((await runCli(['reject', 'S2.P1.T1', '--reason', 'not now', '-C', folder])).code, 0);
  assert.match((await runCli(['why', 'S2.P1.T1', '-C', folder])).stdout, / rejected S2\.P1\.T1: not now\./);
  assert.match((await runCli(['approve', 'S2.P1.T1', '-C', folder])).stderr, /rejected by .* already/);

  const { question } = (await ask(folder, 'ask', 'Which port?', ...one)).value as { question: string };
  assert.equal((await runCli(['answer', question, '8080', '-C', folder])).code, 0);
  assert.equal((await runCli(['message', 'session-1', 'hurry', '-C', folder])).code, 0);
  const inbox = (await ask(folder, 'inbox', ...one)).value as { items: { text: string; sequence: number }[] };
  assert.deepEqual(
    inbox.items.map(({ text }) => text),
    ['8080', 'hurry'],
  );
  assert.equal((await ask(folder, 'inbox', ...one, '--ack', String(inbox.items[1]?.sequence))).code, 0);
  assert.deepEqual((await ask(folder, 'inbox', ...one)).value, { items: [] });

  const { decision } = (await ask(folder, 'propose', 'Ship?', '--json')).value as { decision: string };
  assert.deepEqual((await ask(folder, 'vote', decision, 'yes', ...one)).value, { outcome: 'open' });
  assert.equal((await runCli(['vote', decision, 'perhaps', ...one, '-C', folder])).code, 2);
  const against = await ask(folder, 'vote', decision, 'no', ...two, '--rationale', 'untested');
  assert.deepEqual(against.value, { outcome: 'rejected' });
  assert.match(
    (await runCli(['memo', decision, '-C', folder])).stdout,
    /rejected: Ship\?\n.*trace [0-9a-f]{64}\n {2}session-2: untested/,
  );
  leading.child.kill('SIGINT');
  await leading.end;
});
