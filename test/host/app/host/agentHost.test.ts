import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { forkAgentHost } from '../../../../src/adapters/agentHost/forkAgentHost.ts';
import { transcriptFile } from '../../../../src/adapters/evidence/fileTranscript.ts';
import { readTranscript } from '../../../../src/adapters/evidence/readTranscript.ts';
import { openDerivedTokens } from '../../../../src/adapters/socket/derivedTokens.ts';
import { connectPatiently } from '../../../../src/adapters/socket/reconnectingClient.ts';
import { socketAddress } from '../../../../src/adapters/socket/socketAddress.ts';
import { acquireProcessLock } from '../../../../src/adapters/sqlite/processLock.ts';
import { sessionId } from '../../../../src/domain/task/ids.ts';
import { aTask } from '../../../support/plans.ts';
import { read, runs, startSwarm, waitFor, type HostedSwarm } from './hostedSwarm.ts';

const one = sessionId('one');
/** Waits for ever on its first attempt at the task, and finishes at once on the next. */
const sleepy = `if [ "$S2_EPOCH" = 1 ]; then echo $PPID > runner.pid; echo $$ > command.pid; sleep 60; fi; touch a.txt`;

async function startSleeping(
  t: TestContext,
): Promise<HostedSwarm & { readonly command: number; readonly runner: number }> {
  const swarm = await startSwarm(t, [aTask('T1', { session: one, run: sleepy, files: ['a.txt'] })]);
  const worktree = join(swarm.repository.state, 'worktrees', 'one');
  await waitFor(() => read(join(worktree, 'command.pid')).endsWith('\n'));
  const [command, runner] = ['command.pid', 'runner.pid'].map((name) => Number(read(join(worktree, name))));
  return { ...swarm, command: command ?? 0, runner: runner ?? 0 };
}

describe('the agent host', () => {
  test('works off a swarm in separate processes and ends by itself', async (t) => {
    const { repository, host, told, events } = await startSwarm(t, [
      aTask('T1', { session: one, run: 'echo from one; echo 1 > a.txt', verify: ['test -f a.txt'] }),
      aTask('T2', {
        session: sessionId('two'),
        run: 'cat a.txt > b.txt',
        dependsOn: [aTask('T1').id],
        verify: ['test -s b.txt'],
      }),
    ]);
    await host.ended;
    assert.deepEqual(told, []);
    assert.equal(events.filter((event) => event.type === 'task.completed').length, 2);
    assert.equal(repository.git('show', 's2/test:b.txt'), '1');
    const transcript = await readTranscript(transcriptFile(repository.state, 'one'));
    assert.deepEqual(
      transcript.map(({ task, text }) => `${task}: ${text}`),
      [
        'T1: ▸ run echo from one; echo 1 > a.txt\n',
        'T1: from one\n',
        'T1:   ✓ exit 0\n',
        'T1: ▸ verify test -f a.txt\n',
        'T1:   ✓ exit 0\n',
      ],
    );
    assert.deepEqual(readdirSync(join(repository.state, 'worktrees')).toSorted(), ['one', 'two']);
    assert.equal(repository.git('status', '--porcelain'), '');
  });

  test('starts a killed runner again, after ending the command that it left', async (t) => {
    const { repository, host, died, events, command, runner } = await startSleeping(t);
    process.kill(runner, 'SIGKILL');
    await host.ended;
    await waitFor(() => !runs(command));
    assert.deepEqual(died, ['one']);
    assert.deepEqual(
      events.flatMap((event) => (event.type === 'task.failed' ? [event.reason, event.final] : [])),
      ['the runner died while it worked on this: ended by SIGKILL', false],
    );
    assert.equal(events.filter((event) => event.type === 'task.completed').length, 1);
    assert.equal(repository.git('rev-parse', '--verify', 'refs/s2/rescue/T1/1').length, 40);
  });

  test('counts each kill of a runner as an attempt at the task that did it, and goes on with the next', async (t) => {
    const { host, events } = await startSwarm(t, [
      aTask('T1', { session: one, run: 'kill -9 $PPID; sleep 60', priority: 'P0' }),
      aTask('T2', { session: one, run: 'touch b.txt' }),
    ]);
    await waitFor(() => events.some((event) => event.type === 'task.completed'));
    await host.stop();
    assert.deepEqual(
      events.flatMap((event) => (event.type === 'task.failed' ? [event.final] : [])),
      [false, false, true],
    );
    assert.deepEqual(
      events.flatMap((event) => (event.type === 'task.completed' ? [event.task] : [])),
      ['T2'],
    );
  });

  test('stops its runners and their commands when it is told to', async (t) => {
    const { host, coordinator, events, command, runner } = await startSleeping(t);
    coordinator.ending.requestStop();
    await host.stop();
    await waitFor(() => !runs(command) && !runs(runner));
    assert.deepEqual(
      events.flatMap((event) => (event.type === 'task.released' ? [event.reason] : [])),
      ['stopped'],
    );
  });

  test('takes the lead when the leader is gone, and its agents work on', async (t) => {
    const { host, closeServer, command, runner, repository } = await startSleeping(t);
    await closeServer();
    await waitFor(() => existsSync(join(repository.state, 'ledger.db')));
    assert.ok(runs(command) && runs(runner));
    const person = (await openDerivedTokens(join(repository.state, 'keys'))).tokenOf('person');
    const client = await connectPatiently({
      address: socketAddress(repository.state),
      token: person,
      patienceMs: 5_000,
    });
    assert.ok((await client.request({ verb: 'stop' })).ok);
    await host.ended;
    await waitFor(() => !runs(command) && !runs(runner));
    client.close();
  });

  test('takes its runners and their commands along when it is killed, and the leader is told', async (t) => {
    const { host, told, command, runner } = await startSleeping(t);
    // The parent is the second field after the name.
    const parent = read(`/proc/${runner}/stat`).split(') ')[1]?.split(' ')[1];
    assert.ok(Number(parent) > 1 && Number(parent) !== process.pid);
    process.kill(Number(parent), 'SIGKILL');
    await host.ended;
    await waitFor(() => !runs(command) && !runs(runner));
    assert.match(told[0] ?? '', /^The agent host ended unexpectedly: ended by SIGKILL/);
  });

  test('runs once: another one is told so in a sentence', async (t) => {
    const swarm = await startSleeping(t);
    assert.equal(acquireProcessLock(join(swarm.repository.state, 'host.lock')), undefined);
    const second = forkAgentHost({
      name: 'test',
      address: socketAddress(swarm.repository.state),
      hostToken: 'x',
      repository: swarm.repository.path,
      stateFolder: swarm.repository.state,
      sandbox: 'none',
      integrationBranch: 's2/test',
      sessions: [],
    });
    const told: string[] = [];
    second.onProblem((message) => told.push(message));
    await second.ended;
    assert.match(told[0] ?? '', /^Another agent host works on this swarm/);
    assert.equal(runs(swarm.command), true);
  });
});
