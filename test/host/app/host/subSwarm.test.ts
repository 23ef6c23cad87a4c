import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import type { SwarmEvent, SwarmEventType } from '../../../../src/domain/task/event.ts';
import { sessionId } from '../../../../src/domain/task/ids.ts';
import type { TaskSpec } from '../../../../src/domain/task/plan.ts';
import { aSession, aTask } from '../../../support/plans.ts';
import { tempFolder } from '../../../support/tempFolder.ts';
import { read, runs, startSwarm, waitFor, type HostedSwarm } from './hostedSwarm.ts';

const one = sessionId('one');
const agents = 5;
const tasks = 15;

function ofType<Type extends SwarmEventType>(events: readonly SwarmEvent[], type: Type) {
  return events.filter((event): event is Extract<SwarmEvent, { type: Type }> => event.type === type);
}

/** Waits until so many tasks have begun: one agent alone would wait for ever. */
const together = (meeting: string): string =>
  `touch '${meeting}'/$S2_TASK; until [ $(ls '${meeting}' | wc -l) -ge ${agents} ]; do sleep 0.05; done`;

/** One session with five agents and fifteen tasks, each with a file of its own. */
async function startFive(t: TestContext, run: string): Promise<HostedSwarm> {
  const plan = Array.from({ length: tasks }, (_, at): TaskSpec => {
    const file = `out/${at}.txt`;
    const work = `mkdir -p out; echo "$S2_TASK by $S2_AGENT" > ${file}`;
    return aTask(`T${at}`, { session: one, run: `${run}; ${work}`, files: [file], verify: [`test -s ${file}`] });
  });
  return startSwarm(t, plan, [aSession('one', { agents: { haiku: 3, sonnet: 2 } })]);
}

/** The most claims at one time, by the ledger. */
function mostAtOnce(events: readonly SwarmEvent[]): number {
  const held = new Set<string>();
  let most = 0;
  for (const event of events) {
    if (event.type === 'task.claimed') held.add(event.task);
    if (event.type === 'task.submitted' || event.type === 'task.failed' || event.type === 'task.released')
      held.delete(event.task);
    most = Math.max(most, held.size);
  }
  return most;
}

function checkMerged({ repository, events }: HostedSwarm): void {
  const completed = ofType(events, 'task.completed').map(({ task }) => task);
  assert.equal(completed.length, tasks, 'each task is merged, and none twice');
  assert.equal(new Set(completed).size, tasks);
  for (let at = 0; at < tasks; at += 1)
    assert.match(repository.git('show', `s2/test:out/${at}.txt`), new RegExp(`^T${at} by (haiku|sonnet)-\\d$`));
  assert.equal(repository.git('status', '--porcelain'), '', 'the checkout of the user is as it was');
}

describe('a session with five agents', () => {
  test('drains fifteen tasks five at a time, each in a worktree and on a branch of its own', async (t) => {
    const meeting = tempFolder();
    const swarm = await startFive(t, together(meeting));
    const { host, told, events, repository } = swarm;
    await host.ended;
    assert.deepEqual(told, []);
    assert.equal(mostAtOnce(events), agents);
    checkMerged(swarm);
    const folders = ['one', 'one~2', 'one~3', 'one~4', 'one~5'];
    assert.deepEqual(readdirSync(join(repository.state, 'worktrees')).toSorted(), folders);
    const branches = repository.git('for-each-ref', '--format=%(refname:short)', 'refs/heads/s2/one*').split('\n');
    assert.deepEqual(branches, ['s2/one', 's2/one+2', 's2/one+3', 's2/one+4', 's2/one+5']);
    for (const { task, agent, epoch } of ofType(events, 'task.claimed')) {
      const commit = ofType(events, 'task.submitted').find((event) => event.task === task)?.commit ?? '';
      const trailers = repository.git('log', '-1', '--format=%(trailers:only)', commit);
      assert.match(trailers, new RegExp(`S2-Session: one\nS2-Agent: ${agent}\nS2-Epoch: ${epoch}\n`));
    }
  });

  test('loses nothing when its runner is killed with all of them at work, and does nothing twice', async (t) => {
    const folder = tempFolder();
    const [started, pids] = [join(folder, 'started'), join(folder, 'pids')];
    for (const made of [started, pids]) mkdirSync(made);
    const stuck = `echo half > half-$S2_TASK.txt; echo $PPID > '${pids}'/runner; echo $$ > '${pids}'/$S2_TASK; touch '${started}'/$S2_TASK; sleep 600`;
    const swarm = await startFive(t, `if [ "$S2_EPOCH" = 1 ] && [ ! -e '${folder}'/killed ]; then ${stuck}; fi`);
    const { host, events, repository, died } = swarm;
    await waitFor(() => readdirSync(started).length === agents);
    const commands = readdirSync(started).map((task) => Number(read(join(pids, task))));
    mkdirSync(join(folder, 'killed'));
    process.kill(Number(read(join(pids, 'runner'))), 'SIGKILL');
    await host.ended;
    assert.deepEqual(died, ['one']);
    await waitFor(() => commands.every((pid) => !runs(pid)));
    checkMerged(swarm);
    const cut = readdirSync(started).toSorted();
    for (const task of cut)
      assert.equal(
        repository.git('show', `refs/s2/rescue/${task}/1:half-${task}.txt`),
        'half',
        'unfinished work is kept',
      );
    const given = ofType(events, 'task.released').map(({ task, reason }) => `${task} ${reason}`);
    assert.deepEqual(
      given.toSorted(),
      cut.map((task) => `${task} runner-died`),
      'nobody knows which of them did it, so none is charged',
    );
    assert.deepEqual(ofType(events, 'task.failed'), []);
    assert.equal(mostAtOnce(events), agents);
  });

  test('stops all of them at once', async (t) => {
    const meeting = tempFolder();
    const { host, coordinator, events } = await startFive(t, `touch '${meeting}'/$S2_TASK; sleep 600`);
    await waitFor(() => readdirSync(meeting).length === agents);
    coordinator.ending.requestStop();
    await host.stop();
    assert.deepEqual(
      ofType(events, 'task.released').map(({ reason }) => reason),
      Array.from({ length: agents }, () => 'stopped'),
    );
  });
});
