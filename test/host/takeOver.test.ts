import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { test, type TestContext } from 'node:test';
import { join } from 'node:path';
import { connectPatiently } from '../../src/adapters/socket/reconnectingClient.ts';
import { openDerivedTokens } from '../../src/adapters/socket/derivedTokens.ts';
import { socketAddress } from '../../src/adapters/socket/socketAddress.ts';
import { createRepository, git, phaseFile, runCli, startCli, swarmYaml, writeText } from '../support/cli.ts';

/** Two sessions with tasks that take about a second each. */
function slowRepository(): string {
  const tasks = Array.from({ length: 4 }, () => ({ run: 'sleep 0.7; echo "$S2_EPOCH" > FILE' }));
  return createRepository({
    'swarm.yaml': swarmYaml('slow', ['session-1', 'session-2']),
    ...phaseFile(1, 1, tasks),
    ...phaseFile(2, 1, tasks),
  });
}

async function person(folder: string): Promise<Awaited<ReturnType<typeof connectPatiently>>> {
  const state = join(folder, '.s2');
  const token = (await openDerivedTokens(join(state, 'keys'))).tokenOf('person');
  return connectPatiently({ address: socketAddress(state), token, patienceMs: 5_000 });
}

function eventsOf(stdout: string, type: string): readonly { readonly task: string; readonly epoch: number }[] {
  return stdout
    .split('\n')
    .filter((line) => line.includes(`"type":"${type}"`))
    .map((line) => (JSON.parse(line) as { event: { task: string; epoch: number } }).event);
}

test('a killed run goes on without anybody, no claim is lost, and the next run follows it to its end', async (t) => {
  const folder = slowRepository();
  const first = startCli(['run', '--until-done', '--json', '-C', folder]);
  await first.until('"type":"task.completed"', 1);
  first.child.kill('SIGKILL');
  await first.end;
  const lost = performance.now();
  const client = await person(folder);
  t.diagnostic(`the agent host led after ${(performance.now() - lost).toFixed(0)} ms`);
  client.close();
  const second = await runCli(['run', '--until-done', '--json', '-C', folder]);
  assert.equal(second.code, 0, second.stderr + second.stdout);
  assert.match(second.stdout, /"completed":8/);
  const status = await runCli(['status', '--json', '-C', folder]);
  const epochs = (JSON.parse(status.stdout) as { tasks: { epoch: number }[] }).tasks.map((task) => task.epoch);
  assert.deepEqual(epochs, Array<number>(8).fill(1), 'every task was claimed once: nobody was robbed');
  assert.equal((await runCli(['witness', 'verify', '-C', folder])).code, 0);
});

test('without anybody the agents finish the swarm and go', async () => {
  const folder = slowRepository();
  const first = startCli(['run', '--json', '-C', folder]);
  await first.until('"type":"task.claimed"', 2);
  first.child.kill('SIGKILL');
  await first.end;
  await untilGone(folder);
  const after = await runCli(['run', '--until-done', '--json', '-C', folder]);
  assert.equal(after.code, 0, after.stderr + after.stdout);
  assert.deepEqual(eventsOf(after.stdout, 'task.claimed'), [], 'everything was done already');
});

test('a person stops a swarm that its host leads, and the next run goes on', async () => {
  const folder = slowRepository();
  const first = startCli(['run', '--json', '-C', folder]);
  await first.until('"type":"task.claimed"', 2);
  first.child.kill('SIGKILL');
  await first.end;
  const client = await person(folder);
  assert.ok((await client.request({ verb: 'stop' })).ok);
  client.close();
  await untilGone(folder);
  const status = await runCli(['status', '--json', '-C', folder]);
  assert.doesNotMatch(status.stdout, /"status": "claimed"/);
  assert.equal((await runCli(['run', '--until-done', '-C', folder])).code, 0);
});

test('what is in the way of the agents is told by whoever leads, and a person takes over foreign commits', async () => {
  const tasks = [
    { run: 'until [ -e ../../../go ]; do sleep 0.05; done; echo 1 > FILE' },
    { run: 'sleep 0.1; echo 2 > FILE' },
  ];
  const folder = createRepository({
    'swarm.yaml': swarmYaml('held', ['session-1']),
    '.gitignore': 'go\n',
    ...phaseFile(1, 1, tasks),
  });
  const first = startCli(['run', '--json', '-C', folder]);
  await first.until('"type":"task.claimed"', 1);
  const branch = 'refs/heads/s2/held';
  const rogue = git(folder, 'commit-tree', `${branch}^{tree}`, '-p', branch, '-m', 'rogue');
  git(folder, 'update-ref', branch, rogue);
  writeText(folder, 'go', '');
  await needs(folder, /Somebody else has committed to s2\/held.*rogue/);
  first.child.kill('SIGKILL');
  await first.end;
  const client = await person(folder);
  client.close();
  await needs(folder, /Somebody else has committed to s2\/held.*rogue/);
  const wrong = await runCli(['accept-commits', '0000000', '-C', folder]);
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /is at [0-9a-f]{12} and not at the commit that you named/);
  const accepted = await runCli(['accept-commits', rogue.slice(0, 12), '-C', folder]);
  assert.equal(accepted.code, 0, accepted.stderr);
  assert.match(accepted.stdout, /rogue/);
  const second = await runCli(['run', '--until-done', '-C', folder]);
  assert.equal(second.code, 0, second.stderr + second.stdout);
  assert.match(git(folder, 'log', '--format=%s', branch), /rogue/);
  git(
    folder,
    'update-ref',
    branch,
    git(folder, 'commit-tree', `${branch}^{tree}`, '-p', branch, '-m', 'after the end'),
  );
  const third = await runCli(['run', '--until-done', '-C', folder]);
  assert.match(third.stdout, /Attention s2\/held holds commits.*\n.*after the end/);
});

async function needs(folder: string, what: RegExp): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) {
    const status = await runCli(['status', '--json', '-C', folder]);
    if (status.code === 0 && what.test(JSON.stringify(JSON.parse(status.stdout).needsYou))) return;
  }
  assert.fail('nobody was told');
}

test('somebody who watches sees the same swarm, and leaves it running', async () => {
  const folder = slowRepository();
  const leading = startCli(['run', '--until-done', '--json', '-C', folder]);
  await leading.until('"type":"task.claimed"', 2);
  const watching = startCli(['run', '--attach', '--json', '-C', folder]);
  await watching.until('"type":"task.completed"', 1);
  watching.child.kill('SIGINT');
  assert.equal((await watching.end).code, 130);
  const end = await leading.end;
  assert.equal(end.code, 0, end.stderr + end.stdout);
});

async function untilGone(folder: string): Promise<void> {
  const { acquireProcessLock } = await import('../../src/adapters/sqlite/processLock.ts');
  for (let turn = 0; turn < 700; turn += 1) {
    const locks = ['leader.lock', 'host.lock'].map((name) => acquireProcessLock(join(folder, '.s2', name)));
    for (const lock of locks) lock?.release();
    if (locks.every((lock) => lock !== undefined)) return;
    await delay(50);
  }
  const status = await runCli(['status', '-C', folder]);
  const logs = ['host.log', 'session-1.log', 'session-2.log'].map((name) =>
    readIfThere(join(folder, '.s2', 'logs', name)),
  );
  assert.fail(['the agents did not end', status.stdout, ...logs].join('\n'));
}

function readIfThere(file: string): string {
  return existsSync(file) ? `${file}\n${readFileSync(file, 'utf8').slice(-2_000)}` : `${file} is not there`;
}

/** A window that comes and goes: what the extension does, without an editor. */
async function launched(t: TestContext, folder: string): Promise<Awaited<ReturnType<typeof launchOnce>>> {
  const leader = await launchOnce(folder);
  t.after(() => leader.dispose());
  return leader;
}

async function launchOnce(folder: string) {
  const { launchSwarm } = await import('../../src/entry/leader.ts');
  const opened = await launchSwarm(folder, { sandbox: 'off' });
  assert.ok(opened.ok, opened.ok ? '' : opened.error.message);
  return opened.value;
}

test('a window that is closed leaves its agents at work, and the next one attaches to them', async (t) => {
  const folder = slowRepository();
  const first = await launched(t, folder);
  await until(() => first.snapshot().sessions.some((session) => session.working.length > 0));
  await first.leave();
  const second = await launched(t, folder);
  assert.equal(second.snapshot().swarm.leader, 'host');
  const bodies: string[] = [];
  second.follow(0, (body) => bodies.push(body));
  assert.ok((await second.pause()).ok);
  await until(() => second.snapshot().swarm.state === 'paused');
  assert.ok((await second.resume()).ok);
  await until(() => second.snapshot().swarm.state === 'finished');
  const sequences = bodies.map((body) => (JSON.parse(body) as { sequence: number }).sequence);
  assert.deepEqual(
    sequences,
    Array.from({ length: sequences.length }, (_, at) => at + 1),
    'every entry once and in order',
  );
  assert.deepEqual(new Set(second.snapshot().tasks.map((task) => task.epoch)), new Set([1]));
  await second.stop();
  await untilGone(folder);
});

async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 3_000; turn += 1) {
    if (holds()) return;
    await delay(20);
  }
  assert.fail('it never happened');
}
