import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { sessionId } from '../../../../src/domain/task/ids.ts';
import { requestSchema } from '../../../../src/protocol/verbs.ts';
import { aTask } from '../../../support/plans.ts';
import { asPerson } from '../../../support/testCoordinator.ts';
import { createRunnerWorld, type RunnerWorld } from './runnerWorld.ts';

const session = sessionId('one');

async function aWorld(t: TestContext, runs: readonly string[]): Promise<RunnerWorld> {
  const tasks = runs.map((run, at) => aTask(`T${at + 1}`, { session, run, files: [`${at + 1}.txt`] }));
  return createRunnerWorld(t, { tasks });
}

async function say({ coordinator }: RunnerWorld, text: string): Promise<void> {
  const said = await coordinator.handle(requestSchema.parse({ verb: 'message', to: 'one', text }), asPerson);
  assert.ok(said.ok);
}

/** Runs session one until so many tasks are handed in, and gives what each of them has made. */
async function made(world: RunnerWorld, count: number): Promise<readonly string[]> {
  const stop = new AbortController();
  const running = world.runner('one').run(stop.signal);
  const submitted = () => world.events.filter((event) => event.type === 'task.submitted');
  while (submitted().length < count) {
    assert.ok(!world.events.some((event) => event.type === 'task.failed' && event.final), 'a task has failed');
    await delay(20);
  }
  stop.abort();
  world.coordinator.ending.finish();
  await running;
  return Promise.all(
    submitted().map(({ task, commit }) =>
      world.workspace.withCheckout(commit, (path) => readFile(`${path}/${task.slice(1)}.txt`, 'utf8')),
    ),
  );
}

test('what a person says to a session reaches its next command as a file of JSON lines, once', async (t) => {
  const write = (file: string): string =>
    `if [ -n "$S2_MESSAGES" ]; then cp "$S2_MESSAGES" ${file}; else echo none > ${file}; fi`;
  const world = await aWorld(t, [write('1.txt'), write('2.txt')]);
  const hostile = 'Use "tabs"\n$(touch evil) \u001b[31m';
  await say(world, hostile);
  await say(world, 'And be brief.');
  const [first = '', second] = await made(world, 2);
  const lines = first
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  assert.deepEqual(
    lines.map(({ kind, by, from, text }) => [kind, by, from, text]),
    [
      ['message', 'person', 'tester', hostile],
      ['message', 'person', 'tester', 'And be brief.'],
    ],
  );
  assert.equal(second, 'none\n');
  assert.deepEqual(world.coordinator.state.guard.inboxes.get(session), []);
});

test('a command that is ended from outside has not had them: the next one is given them again', async (t) => {
  const world = await aWorld(t, ['cat "$S2_MESSAGES"; exec sleep 600']);
  await say(world, 'Stop.');
  const stop = new AbortController();
  const running = world.runner('one').run(stop.signal);
  while (!world.transcript.some(({ text }) => text.includes('Stop.'))) await delay(20);
  stop.abort();
  await running;
  assert.equal(world.coordinator.state.guard.inboxes.get(session)?.length, 1);
  world.coordinator.ending.finish();
});
