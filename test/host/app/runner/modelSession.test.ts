import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { createAnthropicClient } from '../../../../src/adapters/anthropic/anthropicClient.ts';
import { createFileConversations } from '../../../../src/adapters/evidence/fileConversations.ts';
import { openWorktreeFiles } from '../../../../src/adapters/worktree/worktreeFiles.ts';
import { createModelProvider } from '../../../../src/app/agent/modelProvider.ts';
import { silentLog } from '../../../../src/base/log.ts';
import type { SwarmEvent } from '../../../../src/domain/task/event.ts';
import type { Policy, SessionSpec, TaskSpec } from '../../../../src/domain/task/plan.ts';
import { requestSchema } from '../../../../src/protocol/verbs.ts';
import { startModelServer, type ModelServer, type ModelServerOptions } from '../../../support/anthropic/modelServer.ts';
import { says, stepOf, userText, type Script, type ScriptedReply } from '../../../support/anthropic/script.ts';
import { aSession, aTask } from '../../../support/plans.ts';
import { asPerson } from '../../../support/testCoordinator.ts';
import { createRunnerWorld, hastyClock, type RunnerOver, type RunnerWorld } from './runnerWorld.ts';

const key = 'sk-ant-world-0123456789';
const silenceMs = 20_000;

interface Given {
  readonly task?: Partial<TaskSpec>;
  readonly session?: Partial<SessionSpec>;
  readonly policy?: Partial<Policy>;
  readonly maxAttempts?: number;
  readonly server?: ModelServerOptions;
  readonly tasks?: number;
}

interface ModelWorld {
  readonly world: RunnerWorld;
  readonly server: ModelServer;
  readonly over: RunnerOver;
  /** Runs the session and the merge queue until there is nothing more to do. */
  readonly work: () => Promise<void>;
  readonly person: (request: Record<string, unknown>) => Promise<unknown>;
}

/** A session of models in a whole swarm in one process, with a scripted model behind the real client. */
async function modelWorld(t: TestContext, script: Script, given: Given = {}): Promise<ModelWorld> {
  const server = await startModelServer(script, { keys: [key], ...given.server });
  t.after(() => server.close());
  const session = aSession('one', { provider: 'anthropic', agents: { sonnet: 1 }, ...given.session });
  const tasks = Array.from({ length: given.tasks ?? 1 }, (_, at) =>
    aTask(`T${at + 1}`, { session: session.id, brief: 'Make it.', verify: ['test -e made.txt'], ...given.task }),
  );
  const world = await createRunnerWorld(t, {
    sessions: [session],
    tasks,
    maxAttempts: given.maxAttempts ?? 1,
    ...(given.policy ? { policy: given.policy } : {}),
  });
  const provider: NonNullable<RunnerOver['provider']> = ({ client, commands, workspace, environment }) =>
    createModelProvider({
      model: createAnthropicClient({ key, baseUrl: server.url, silenceMs }),
      models: { sonnet: 'claude-sonnet-5-5' },
      tier: 'sonnet',
      client,
      commands,
      workspace,
      environment,
      openFiles: (folder) => openWorktreeFiles(folder, ''),
      conversations: createFileConversations(join(world.repository.state, 'conversations')),
      clock: hastyClock,
      log: silentLog,
      random: () => 0.5,
    });
  const over: RunnerOver = { clock: hastyClock, provider };
  return {
    world,
    server,
    over,
    work: async () => {
      const stop = new AbortController();
      const queue = world.queue().run(stop.signal);
      const running = world.runner('one', over).run(stop.signal);
      // A session whose last task has failed waits for a person.
      const failed = waitFor(world, (events) => reasonsOf(events).length >= (given.maxAttempts ?? 1), stop.signal);
      await Promise.race([running, failed]);
      stop.abort();
      await Promise.all([running, queue, failed]);
    },
    person: (request) => world.coordinator.handle(requestSchema.parse(request), asPerson),
  };
}

const make = says(['create_file', { path: 'made.txt', text: 'made\n' }]);
const complete = says(['complete', { summary: 'made' }]);

function inSteps(...steps: readonly ScriptedReply[]): Script {
  return (request) => steps[stepOf(request)] ?? says('lost');
}

function typesOf(events: readonly SwarmEvent[]): readonly string[] {
  return events.map(({ type }) => type);
}

function reasonsOf(events: readonly SwarmEvent[]): readonly string[] {
  return events.flatMap((event) => (event.type === 'task.failed' ? [event.reason] : []));
}

test('a model works with its tools, and what it does wrong is told to it', async (t) => {
  const { work, world, server } = await modelWorld(
    t,
    inSteps(
      says(
        ['read_file', { path: '../../../README.md' }],
        ['read_file', { path: '.git' }],
        ['create_file', { path: '/tmp/s2-owned', text: 'x' }],
        ['teleport', {}],
        ['edit_file', { path: 'README.md', old_text: 'stop', new_text: 'x', force: true }],
        ['edit_file', { path: 'README.md', old_text: 'stop', new_text: 'x' }],
      ),
      says(
        ['message_session', { session: 'nobody', text: 'hello' }],
        ['answer_question', { question: 'Q9', text: 'yes' }],
      ),
      says(['run_command', { command: 'exit 3' }], ['run_command', { command: 'sleep 5', timeout_seconds: 1 }]),
      says(['edit_file', { path: 'README.md', old_text: 'start', new_text: 'begun' }], ['list_files', {}]),
      make,
      complete,
    ),
  );
  await work();
  assert.deepEqual(server.faults, []);
  assert.ok(typesOf(world.events).includes('task.completed'), JSON.stringify(reasonsOf(world.events)));
  const told = userText(server.requests.at(-1) ?? assert.fail());
  for (const words of [
    'leads out of the worktree',
    '.git belongs to git',
    'is absolute',
    'there is no tool teleport',
    'edit_file:  Unrecognized key',
    'old_text is not in the file',
    'exited with code 3',
    'did not end within 1 s',
    'There is no session nobody',
    'There is no question Q9',
    'Replaced at line 1',
  ])
    assert.ok(told.includes(words), `${words} is missing in:\n${told}`);
  assert.equal(world.repository.git('show', 's2/test:README.md'), 'begun');
});

test('what does not verify goes back to the same conversation, on the same work, until it does', async (t) => {
  const { work, world, server } = await modelWorld(
    t,
    inSteps(
      says(['create_file', { path: 'other.txt', text: 'first try\n' }]),
      complete,
      says(['read_file', { path: 'other.txt' }], ['create_file', { path: 'made.txt', text: 'made\n' }]),
      complete,
    ),
    { maxAttempts: 3 },
  );
  await work();
  assert.equal(reasonsOf(world.events).length, 1);
  assert.ok(typesOf(world.events).includes('task.completed'));
  const last = userText(server.requests.at(-1) ?? assert.fail());
  assert.match(last, /What you handed in was not accepted: verify failed: `test -e made.txt` exited with code 1/);
  assert.match(last, /You work for one; this is attempt 2\./, 'whoever goes on may be another than who began');
  assert.match(last, /1\tfirst try/);
  assert.equal(world.repository.git('show', 's2/test:other.txt'), 'first try');
});

test('"done" without an effect is refused once, then it fails', async (t) => {
  const { work, world, server } = await modelWorld(t, inSteps(says('All done!'), complete, complete));
  await work();
  assert.deepEqual(reasonsOf(world.events), ['it said it was done without having done anything']);
  assert.equal(server.requests.length, 2);
});

for (const [what, reply, reason] of [
  ['refuses', { kind: 'message', content: [{ type: 'text', text: 'No.' }], stop: 'refusal' }, /the model refused/],
  [
    'does not exist',
    { kind: 'error', status: 404, type: 'not_found_error', message: 'model: nobody' },
    /404 model: nobody/,
  ],
] as const satisfies readonly (readonly [string, ScriptedReply, RegExp])[]) {
  test(`a model that ${what} is a failed attempt with the reason`, async (t) => {
    const { work, world } = await modelWorld(t, () => reply);
    await work();
    assert.match(reasonsOf(world.events)[0] ?? '', reason);
  });
}

test('overloads, rate limits and cut streams are tried again, and cost what they may have cost', async (t) => {
  const cut = { kind: 'message', content: [{ type: 'text', text: 'half' }], cutAfter: 4 } as const;
  const troubles: readonly ScriptedReply[] = [
    { kind: 'error', status: 529, type: 'overloaded_error', message: 'Overloaded' },
    { kind: 'error', status: 429, type: 'rate_limit_error', message: 'slow down', headers: { 'retry-after': '2' } },
    cut,
  ];
  const { work, world } = await modelWorld(
    t,
    (request, earlier) => troubles[earlier] ?? inSteps(make, complete)(request, earlier),
  );
  await work();
  assert.ok(typesOf(world.events).includes('task.completed'));
  const released = world.events.filter(({ type }) => type === 'budget.released');
  assert.equal(released.length, 2);
  const settled = world.events.flatMap((event) => (event.type === 'budget.settled' ? [event.usage?.output] : []));
  assert.equal(settled.length, 3);
  assert.equal(settled[0], 16_384);
});

for (const [kind, reply] of [
  ['quota', { kind: 'error', status: 400, type: 'invalid_request_error', message: 'Your credit balance is too low' }],
  [
    'quota',
    { kind: 'error', status: 429, type: 'rate_limit_error', message: 'later', headers: { 'retry-after': '3600' } },
  ],
  ['auth', { kind: 'error', status: 403, type: 'permission_error', message: 'not yours' }],
  ['overload', { kind: 'error', status: 529, type: 'overloaded_error', message: 'Overloaded' }],
] as const satisfies readonly (readonly [string, ScriptedReply])[]) {
  test(`${reply.status} "${reply.message}" stops everything on the credential as ${kind}; the task is nobody's failure`, async (t) => {
    const { world, over, server, person } = await modelWorld(t, () => reply, { tasks: 3 });
    const stop = new AbortController();
    const running = world.runner('one', over).run(stop.signal);
    await waitFor(world, (events) => events.some(({ type }) => type === 'task.released'));
    const refused = world.events.find((event) => event.type === 'provider.refused');
    assert.ok(refused?.type === 'provider.refused' && refused.kind === kind);
    const asked = server.requests.length;
    assert.equal(asked, kind === 'overload' ? 6 : 1);
    assert.deepEqual(reasonsOf(world.events), []);
    const why = await person({ verb: 'why', subject: 'one' });
    assert.match(JSON.stringify(why), /breaker-open/);
    assert.equal(server.requests.length, asked);
    assert.equal(typesOf(world.events).filter((type) => type === 'task.claimed').length, 1);
    stop.abort();
    await running;
  });
}

test('a call that does not fit the budget is not made, and a person who raises it has the conversation go on', async (t) => {
  const { world, over, server, person } = await modelWorld(t, inSteps(make, complete), { session: { budget: 0.1 } });
  const stop = new AbortController();
  const queue = world.queue().run(stop.signal);
  const running = world.runner('one', over).run(stop.signal);
  await waitFor(world, (events) => events.some(({ type }) => type === 'task.released'));
  assert.equal(server.requests.length, 0);
  assert.ok(typesOf(world.events).includes('budget.halted'));
  await person({ verb: 'setBudget', scope: 'session', id: 'one', cap: 10_000_000 });
  await running;
  stop.abort();
  await queue;
  assert.ok(typesOf(world.events).includes('task.completed'));
});

test('a question waits for a person; a message is read at the next step, and both are in the conversation', async (t) => {
  const { work, world, server, person } = await modelWorld(
    t,
    inSteps(says(['ask_person', { question: 'Which colour?' }]), make, complete),
  );
  const working = work();
  const events = await waitFor(world, (all) => all.some(({ type }) => type === 'question.asked'));
  const asked = events.find((event) => event.type === 'question.asked');
  await person({ verb: 'message', to: 'one', text: 'Mind the gap.' });
  await person({ verb: 'answer', question: asked?.type === 'question.asked' ? asked.question : '', text: 'Green.' });
  await working;
  assert.ok(typesOf(world.events).includes('task.completed'), JSON.stringify(reasonsOf(world.events)));
  const [, second] = server.requests;
  assert.match(userText(second ?? assert.fail()), /Green\.[\s\S]*tester, who runs the swarm, says: Mind the gap\./);
  assert.deepEqual(server.faults, []);
});

test('a blocker ends the work, and when it is cleared the conversation goes on', async (t) => {
  const { work, world, server, person } = await modelWorld(
    t,
    inSteps(
      says(
        ['create_file', { path: 'half.txt', text: 'half' }],
        ['report_blocker', { reason: 'no key', needs: ['infra:secrets'] }],
      ),
      make,
      complete,
    ),
  );
  const working = work();
  const events = await waitFor(world, (all) => all.some(({ type }) => type === 'blocker.reported'));
  const blocker = events.find((event) => event.type === 'blocker.reported');
  await person({ verb: 'clearBlocker', blocker: blocker?.type === 'blocker.reported' ? blocker.blocker : '' });
  await working;
  assert.ok(typesOf(world.events).includes('task.completed'));
  assert.match(userText(server.requests.at(-1) ?? assert.fail()), /What you reported as a blocker is cleared/);
  assert.equal(world.repository.git('show', 's2/test:half.txt'), 'half');
});

test('a conversation that does not fit any more is summarised and goes on', async (t) => {
  let full = true;
  const { work, world, server } = await modelWorld(
    t,
    (request) => {
      const text = userText(request);
      if (text.includes('Write a note for them')) return says('The file is made; complete it.');
      if (text.includes('A note by whoever worked on it before')) return complete;
      if (stepOf(request) === 0) return make;
      full = false;
      return {
        kind: 'error',
        status: 400,
        type: 'invalid_request_error',
        message: 'prompt is too long: 300000 tokens',
      };
    },
    { task: { brief: 'Make it well.' } },
  );
  await work();
  assert.equal(full, false);
  assert.ok(typesOf(world.events).includes('task.completed'), JSON.stringify(reasonsOf(world.events)));
  assert.deepEqual(server.faults, []);
  const last = userText(server.requests.at(-1) ?? assert.fail());
  assert.match(last, /Make it well\.[\s\S]*The file is made[\s\S]*create_file made\.txt/);
});

test('stopping ends a call within a second, gives the task back, and the next runner goes on', async (t) => {
  let stall = true;
  const { world, over, work, server } = await modelWorld(t, (request, earlier) =>
    stepOf(request) === 1 && stall
      ? { kind: 'message', content: [{ type: 'text', text: 'half' }], stallAfter: 3 }
      : inSteps(make, complete)(request, earlier),
  );
  const stop = new AbortController();
  const running = world.runner('one', over).run(stop.signal);
  while (server.requests.length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
  const began = performance.now();
  stop.abort();
  await running;
  assert.ok(performance.now() - began < 5_000);
  assert.equal(typesOf(world.events).at(-1), 'task.released');
  stall = false;
  await work();
  assert.ok(typesOf(world.events).includes('task.completed'));
  assert.equal(server.requests.length, 3);
});

test('three agents of a session converse at once; after a stop each conversation goes on with its own work', async (t) => {
  let stall = true;
  const taskOf = (request: Parameters<Script>[0]): string => /\bT\d\b/.exec(userText(request))?.[0] ?? assert.fail();
  const { world, over, work, server } = await modelWorld(
    t,
    (request, earlier) => {
      if (stepOf(request) === 1 && stall)
        return { kind: 'message', content: [{ type: 'text', text: 'half' }], stallAfter: 3 };
      const write = says(['create_file', { path: `${taskOf(request)}.txt`, text: `by ${taskOf(request)}\n` }]);
      return inSteps(write, complete)(request, earlier);
    },
    { tasks: 3, session: { agents: { sonnet: 3 } }, task: { verify: ['test -e "$S2_TASK.txt"'] } },
  );
  const stop = new AbortController();
  const running = world.runner('one', over).run(stop.signal);
  while (server.requests.length < 6) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(world.coordinator.snapshot().sessions[0]?.agents, { working: 3, ceiling: 3 });
  stop.abort();
  await running;
  assert.equal(typesOf(world.events).filter((type) => type === 'task.released').length, 3);
  stall = false;
  await work();
  assert.equal(server.requests.length, 9, 'nobody begins anew');
  for (const task of ['T1', 'T2', 'T3'])
    assert.equal(world.repository.git('show', `s2/test:${task}.txt`), `by ${task}`);
  const costs = world.coordinator.snapshot().money.byTask.map(({ spent }) => spent);
  assert.ok(costs.length === 3 && costs.every((spent) => spent > 0), 'each is paid for by its own claim');
});

test('conversations are kept for their owner alone, and one that was tampered with is begun anew', async (t) => {
  const { world, work } = await modelWorld(t, inSteps(make, complete));
  await work();
  const folder = join(world.repository.state, 'conversations');
  assert.deepEqual(readdirSync(folder), ['T1.json']);
  assert.equal(statSync(join(folder, 'T1.json')).mode & 0o077, 0);
  assert.equal(statSync(folder).mode & 0o077, 0);
  const store = createFileConversations(folder);
  const kept = await store.load('T1');
  assert.ok(kept?.turn.at === 'done');
  world.repository.write(
    '.s2/conversations/T1.json',
    JSON.stringify({ version: 1, epoch: 1, verdict: null, turn: { at: 'tools' } }),
  );
  assert.equal(await store.load('T1'), undefined);
  world.repository.write('.s2/conversations/T1.json', '{"version":1,');
  assert.equal(await store.load('T1'), undefined);
});

async function waitFor(
  world: RunnerWorld,
  happened: (events: readonly SwarmEvent[]) => boolean,
  stop: AbortSignal = new AbortController().signal,
): Promise<readonly SwarmEvent[]> {
  while (!happened(world.events) && !stop.aborted) await new Promise((resolve) => setTimeout(resolve, 20));
  return world.events;
}
