import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consequences } from '../../../../src/app/coordinator/consequences.ts';
import { adoptPlan } from '../../../../src/domain/task/adoptPlan.ts';
import { applyEvent } from '../../../../src/domain/task/applyEvent.ts';
import { describeBlocking } from '../../../../src/domain/task/blocking.ts';
import { decideClaim } from '../../../../src/domain/task/decideClaim.ts';
import { decideAcceptHelp, decideOfferHelp, decideRequestHelp } from '../../../../src/domain/task/decideHelp.ts';
import { decideIntegration, decideRelease, decideSubmit } from '../../../../src/domain/task/decideEffect.ts';
import { decideReopen } from '../../../../src/domain/task/decideReopen.ts';
import { decideReportBlocker } from '../../../../src/domain/task/decideReportBlocker.ts';
import type { SwarmEvent } from '../../../../src/domain/task/event.ts';
import { blockerId, sessionId, taskId } from '../../../../src/domain/task/ids.ts';
import { helpForOwnBlocker } from '../../../../src/domain/task/mayHelp.ts';
import { defaultPolicy, type Relation, type SwarmPlan, type TaskSpec } from '../../../../src/domain/task/plan.ts';
import type { Decision } from '../../../../src/domain/task/refusal.ts';
import { createSwarmState, type SwarmState } from '../../../../src/domain/task/swarmState.ts';
import { describeCycle, findCycles } from '../../../../src/domain/task/waitGraph.ts';
import { whyUnhelped } from '../../../../src/domain/task/whyBlocked.ts';
import { whySession, whyTask } from '../../../../src/domain/task/why.ts';
import { aPlan, aSession, aTask } from '../../../support/plans.ts';

const commit = 'c'.repeat(40);
const key = 'security:signing';
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** A swarm whose sessions and tasks are told by name: what is granted happens, with all that follows from it. */
class Swarm {
  readonly state = createSwarmState();

  constructor(plan: SwarmPlan) {
    this.apply(...adoptPlan(this.state, plan, same));
  }

  apply(...events: readonly SwarmEvent[]): void {
    for (const event of events) applyEvent(this.state, event, 0, this.state.sequence + 1);
  }

  live(decision: Decision<SwarmEvent>): readonly SwarmEvent[] {
    assert.ok(decision.accepted, JSON.stringify(decision));
    this.apply(...decision.events);
    const all = [...decision.events];
    for (let next = consequences(this.state); next; next = consequences(this.state)) {
      this.apply(...next.events);
      all.push(...next.events);
    }
    return all;
  }

  claim(task: string, session: string): this {
    this.live(decideClaim(this.state, sessionId(session), taskId(task)));
    return this;
  }

  claimOf(task: string) {
    const { epoch, progress } = this.state.tasks.get(taskId(task)) ?? assert.fail(task);
    return { task: taskId(task), session: 'by' in progress ? progress.by : sessionId('nobody'), epoch };
  }

  /** Its session stops at the task; gives the blocker. */
  block(task: string, on?: string): string {
    const id = blockerId(`B${this.state.sequence + 1}`);
    this.live(decideReportBlocker(this.state, this.claimOf(task), { blocker: id, reason: 'no key', needs: [], on }));
    return id;
  }

  offer(session: string, blocker: string, note = 'my half') {
    return decideOfferHelp(this.state, { session: sessionId(session), blocker: blockerId(blocker), note });
  }

  accept(blocker: string, helper: string, by?: string) {
    const session = by === undefined ? undefined : sessionId(by);
    return decideAcceptHelp(this.state, { blocker: blockerId(blocker), helper: sessionId(helper), by: session });
  }

  request(subject: string, by?: string, epoch?: number, reason = 'write the other half') {
    const session = by === undefined ? undefined : sessionId(by);
    const fresh = blockerId(`B${this.state.sequence + 1}`);
    return decideRequestHelp(this.state, { subject, by: session, epoch, reason, needs: [key] }, fresh);
  }

  complete(task: string): readonly SwarmEvent[] {
    this.live(decideSubmit(this.state, this.claimOf(task), { commit, evidence: [] }));
    const { epoch } = this.claimOf(task);
    return this.live(
      decideIntegration(this.state, { task: taskId(task), epoch }, { merged: true, merge: commit, evidence: [] }),
    );
  }

  blocker(id: string) {
    return this.state.blockers.get(blockerId(id)) ?? assert.fail(id);
  }
}

function checkRefused(decision: Decision<SwarmEvent>, code: string, reason: RegExp = /./): void {
  assert.ok(!decision.accepted, 'was accepted');
  assert.equal(decision.refusal.code, code);
  assert.match(JSON.stringify(decision.refusal), reason);
}

/** Four sessions that are driven from outside, each with one task; all but `poor` can sign. */
function fleet(
  tasks: Readonly<Record<string, Partial<TaskSpec>>> = {},
  relations: Readonly<Record<string, Relation>> = {},
) {
  const sessions = ['a', 'b', 'c', 'poor'].map((id) => {
    const relation = relations[id];
    return aSession(id, {
      provider: 'mcp',
      agents: { haiku: 3 },
      capabilities: id === 'poor' ? [] : [key],
      ...(relation === undefined ? {} : { relation }),
    });
  });
  const own = sessions.map(({ id }) => aTask(id.toUpperCase(), { session: id, ...tasks[id.toUpperCase()] }));
  const more = Object.entries(tasks).filter(([id]) => !own.some((task) => task.id === id));
  return new Swarm(aPlan(sessions, [...own, ...more.map(([id, spec]) => aTask(id, spec))]));
}

const withRecipe = { unblock: { capabilities: [key], run: 'make key' } };
const needsKey = { capabilities: [key] };

test('an offer is matched by us, stands once, and every pretence is refused', () => {
  const swarm = fleet({ A: needsKey });
  const blocker = swarm.claim('A', 'a').block('A');
  checkRefused(swarm.offer('a', blocker), 'forbidden', /cannot help itself/);
  checkRefused(swarm.offer('nobody', blocker), 'unknown');
  checkRefused(swarm.offer('b', 'B999'), 'unknown');
  checkRefused(swarm.offer('poor', blocker), 'not-capable', /security:signing/);
  checkRefused(swarm.offer('b', blocker, ''), 'forbidden', /said how to help/);
  const [offered] = swarm.live(swarm.offer('b', blocker));
  assert.deepEqual(offered, { type: 'help.offered', blocker, session: 'b', note: 'my half', match: 1 });
  checkRefused(swarm.offer('b', blocker), 'forbidden', /has offered/);
  assert.match(whyTask(swarm.state, swarm.state.tasks.get(taskId('A')) ?? assert.fail()).action, /b offers to help/);
  swarm.apply({ type: 'blocker.cleared', blocker: blockerId(blocker), by: 'a person' });
  checkRefused(swarm.offer('c', blocker), 'unknown');
  checkRefused(swarm.accept(blocker, 'b'), 'unknown');
});

test('no session has more than three offers that wait for an answer', () => {
  const tasks = ['A1', 'A2', 'A3', 'A4'].map((id) => [id, { session: sessionId('a') }] as const);
  const swarm = fleet(Object.fromEntries(tasks));
  const blockers = tasks.map(([id]) => swarm.claim(id, 'a').block(id));
  for (const blocker of blockers.slice(0, 3)) swarm.live(swarm.offer('b', blocker));
  checkRefused(swarm.offer('b', blockers[3] ?? ''), 'forbidden', /3 offers that nobody has answered/);
  swarm.live(swarm.accept(blockers[0] ?? '', 'b'));
  swarm.live(swarm.offer('b', blockers[3] ?? ''));
});

test('whom it concerns accepts, and the helper has a concrete task on its own side', () => {
  const swarm = fleet({ A: needsKey });
  const blocker = swarm.claim('A', 'a').block('A');
  swarm.live(swarm.offer('b', blocker));
  checkRefused(swarm.accept(blocker, 'b', 'c'), 'forbidden', /concerns a, not c/);
  checkRefused(swarm.accept(blocker, 'b', 'b'), 'forbidden', /concerns a, not b/);
  checkRefused(swarm.accept(blocker, 'c', 'a'), 'forbidden', /does not offer/);
  const [started] = swarm.live(swarm.accept(blocker, 'b', 'a'));
  assert.ok(started?.type === 'rescue.started');
  const { session, brief, run, helps, capabilities } = started.task;
  assert.deepEqual(
    { session, run, helps, capabilities },
    { session: 'b', run: undefined, helps: blocker, capabilities: [key] },
  );
  assert.match(brief, /no key\n\nmy half/);
  checkRefused(swarm.accept(blocker, 'b', 'a'), 'forbidden', /does not offer/);
  checkRefused(swarm.offer('b', blocker), 'forbidden', /given a help task/);
  swarm.claim(started.task.id, 'b').complete(started.task.id);
  assert.equal(swarm.blocker(blocker).cleared?.by, 'b');
});

test('what an agent writes never becomes the command of another session', () => {
  const swarm = fleet({ A: needsKey });
  swarm.apply({ type: 'session.joined', session: sessionId('b'), provider: 'command', sandbox: 'none' });
  const blocker = swarm.claim('A', 'a').block('A');
  checkRefused(swarm.offer('b', blocker, 'rm -rf /'), 'forbidden', /runs commands of the plan only/);
  swarm.live(swarm.request(blocker, 'a', 1, 'rm -rf /'));
  const help = [...swarm.state.tasks.values()].filter((task) => task.spec.helps !== undefined);
  assert.deepEqual(
    help.map(({ spec }) => [spec.session, spec.run]),
    [['c', undefined]],
  );
});

test('help in a circle is refused, through others too, and again when failed help is reopened', () => {
  const swarm = fleet({ A: needsKey, B: needsKey, C: needsKey });
  const [ofA, ofB, ofC] = ['A', 'B', 'C'].map((task) => swarm.claim(task, task.toLowerCase()).block(task));
  swarm.live(swarm.offer('b', ofA ?? ''));
  swarm.live(swarm.accept(ofA ?? '', 'b'));
  swarm.live(swarm.offer('c', ofB ?? ''));
  // Accepted later than offered: what has become a circle meanwhile is refused then.
  swarm.live(swarm.offer('a', ofC ?? ''));
  swarm.live(swarm.accept(ofB ?? '', 'c'));
  checkRefused(swarm.accept(ofC ?? '', 'a'), 'forbidden', /c is helping a, itself or through others/);
  const help = [...swarm.blocker(ofA ?? '').helpers.values()][0] ?? assert.fail();
  swarm.claim(help, 'b');
  swarm.apply({ type: 'task.failed', task: help, epoch: 1, reason: 'no', final: true, evidence: [] });
  swarm.live(swarm.accept(ofC ?? '', 'a'));
  checkRefused(
    decideReopen(swarm.state, help, { reason: 'again', withDependents: false }),
    'forbidden',
    /both would wait/,
  );
});

test('a ruler has to accept, its ministers come first, and an elder serves the younger', () => {
  const ruler = fleet({ A: needsKey }, { a: 'ruler', c: 'minister' });
  const blocker = ruler.claim('A', 'a').block('A');
  const events = ruler.live(ruler.offer('b', blocker));
  assert.deepEqual(
    events.map(({ type }) => type),
    ['help.offered', 'rescue.started'],
  );
  for (const [helped, helper] of [
    ['ruler', 'minister'],
    ['younger', 'elder'],
  ] as const) {
    const swarm = fleet({ A: withRecipe }, { a: helped, c: helper });
    const first = swarm.claim('A', 'a').block('A');
    assert.deepEqual([...swarm.blocker(first).helpers.keys()], ['c'], `${helper} before friends`);
  }
  const friends = fleet({ A: withRecipe }, { a: 'friend', c: 'minister' });
  assert.deepEqual([...friends.blocker(friends.claim('A', 'a').block('A')).helpers.keys()], ['b']);
});

test('who waits for the blocked session anyway helps it before others, blocked as it is', () => {
  const swarm = fleet({ A: { unblock: withRecipe.unblock } });
  swarm.claim('A', 'a').claim('C', 'c').block('C', 'A');
  const blocker = swarm.block('A');
  assert.deepEqual([...swarm.blocker(blocker).helpers.keys()], ['c']);
  const c = swarm.state.sessions.get(sessionId('c')) ?? assert.fail();
  assert.equal(helpForOwnBlocker(swarm.state, c), undefined, 'it was taken already');
  const words = fleet();
  words.claim('A', 'a').claim('C', 'c').block('C', 'a');
  const open = words.block('A');
  const waiting = words.state.sessions.get(sessionId('c')) ?? assert.fail();
  assert.equal(helpForOwnBlocker(words.state, waiting), undefined, 'nobody has said how');
  words.apply({
    type: 'help.requested',
    blocker: blockerId(open),
    task: taskId('A'),
    session: sessionId('a'),
    epoch: 1,
    reason: 'sign it',
    needs: [key],
  });
  assert.equal(helpForOwnBlocker(words.state, waiting)?.blocker.id, open);
});

test('help is asked for by who holds the task, once, and the call ends with the claim', () => {
  const swarm = fleet();
  checkRefused(swarm.request('A'), 'forbidden', /nobody works on A/);
  checkRefused(swarm.request('Z'), 'unknown');
  swarm.claim('A', 'a');
  checkRefused(swarm.request('A', 'b', 1), 'forbidden', /claimed by a/);
  checkRefused(swarm.request('A', 'a', 7), 'stale-epoch');
  checkRefused(swarm.request('A', 'a'), 'stale-epoch');
  checkRefused(swarm.request('A', 'a', 1, ' '), 'forbidden', /a sentence/);
  const [asked, started] = swarm.live(swarm.request('A', 'a', 1));
  assert.ok(asked?.type === 'help.requested' && started?.type === 'rescue.started');
  assert.equal(swarm.state.tasks.get(taskId('A'))?.progress.stage, 'claimed', 'the task goes on');
  checkRefused(swarm.request('A', 'a', 1), 'forbidden', /was asked for as/);
  checkRefused(swarm.request(asked.blocker, 'a', 1), 'forbidden', /was asked for/);
  checkRefused(swarm.request(asked.blocker, 'c', 1), 'forbidden', /concerns a/);
  const ended = swarm.complete('A');
  assert.deepEqual(
    ended.map(({ type }) => type),
    ['task.completed'],
  );
  assert.equal(swarm.blocker(asked.blocker).cleared?.by, 'the end of the claim that called');
  assert.equal(swarm.state.tasks.get(started.task.id)?.progress.stage, 'cancelled');
});

test('a blocker ends with what it waits for, and nobody waits for itself or for what is over', () => {
  const swarm = fleet();
  const report = (on: string) =>
    decideReportBlocker(swarm.state, swarm.claimOf('A'), { blocker: blockerId('BX'), reason: 'no', needs: [], on });
  swarm.claim('A', 'a');
  checkRefused(report('A'), 'forbidden', /cannot wait for itself/);
  checkRefused(report('a'), 'forbidden', /cannot wait for itself/);
  checkRefused(report('nothing'), 'unknown');
  swarm.claim('C', 'c').complete('C');
  checkRefused(report('C'), 'finished');
  const blocker = swarm.block('A', 'B');
  assert.match(describeBlocking(swarm.state, sessionId('b')) ?? '', /^b is blocking a with A\.$/);
  swarm.claim('B', 'b');
  assert.match(
    whySession(swarm.state, swarm.state.sessions.get(sessionId('b')) ?? assert.fail()).reason,
    /is blocking a/,
  );
  assert.equal(whyUnhelped(swarm.state, swarm.blocker(blocker)), undefined, 'its turn comes by itself');
  swarm.complete('B');
  assert.equal(swarm.blocker(blocker).cleared?.by, 'the end of B');
});

test('who gives help back is not asked again, and no blocker stays on help that is withdrawn', () => {
  const swarm = fleet({ A: withRecipe });
  const blocker = swarm.claim('A', 'a').block('A');
  const [, first] = [...swarm.blocker(blocker).helpers][0] ?? assert.fail();
  swarm.claim(first, 'b');
  swarm.live(decideRelease(swarm.state, swarm.claimOf(first), 'released'));
  assert.deepEqual([...swarm.blocker(blocker).helpers.keys()], ['b', 'c']);
  const [, second] = [...swarm.blocker(blocker).helpers][1] ?? assert.fail();
  const onHelp = swarm.claim(second, 'c').block(second);
  assert.equal(swarm.blocker(onHelp).cleared, undefined);
  swarm.apply(...adoptPlan(swarm.state, { ...aPlan([aSession('a')], []), policy: defaultPolicy }, same));
  assert.equal(swarm.blocker(onHelp).cleared?.by, 'plan');
});

test('a task that is blocked again and again no longer draws help by itself', () => {
  const swarm = fleet({ A: withRecipe });
  for (let time = 1; time <= defaultPolicy.maxAttempts + 1; time += 1) {
    const blocker = swarm.claim('A', 'a').block('A');
    assert.equal(swarm.blocker(blocker).helpers.size, time > defaultPolicy.maxAttempts ? 0 : 1, `time ${time}`);
    swarm.apply({ type: 'blocker.cleared', blocker: blockerId(blocker), by: 'a person' });
    for (const task of swarm.state.tasks.values())
      if (task.spec.helps === blocker) swarm.apply({ type: 'task.withdrawn', task: task.spec.id });
  }
});

test('when nobody is fit, a person is told who comes nearest and what it lacks', () => {
  const swarm = fleet({ A: { unblock: { capabilities: ['cloud:keys', key], run: 'make key' } } });
  const why = whyUnhelped(swarm.state, swarm.blocker(swarm.claim('A', 'a').block('A')));
  assert.match(
    why?.reason ?? '',
    /No session is fit to help \(cloud:keys, security:signing\): . comes nearest with 0\.50 and lacks cloud:keys/,
  );
});

/** The circles after `live`, each as a sentence. */
function checkCircles(name: string, swarm: Swarm, live: (swarm: Swarm) => void, expected: readonly string[]): void {
  test(`circles: ${name}`, () => {
    live(swarm);
    assert.deepEqual(findCycles(swarm.state).map(describeCycle), expected);
  });
}

const block = (swarm: Swarm, ...waits: readonly (readonly [task: string, on: string])[]): void => {
  for (const [task] of waits) swarm.claim(task, task.toLowerCase());
  for (const [task, on] of waits) swarm.block(task, on);
};
checkCircles('none while somebody can go on', fleet(), (swarm) => block(swarm, ['A', 'B'], ['C', 'A']), []);
checkCircles('two tasks', fleet(), (swarm) => block(swarm, ['A', 'B'], ['B', 'A']), [
  'A waits for B, which waits for A',
]);
checkCircles('three sessions by name', fleet(), (swarm) => block(swarm, ['A', 'b'], ['B', 'c'], ['C', 'a']), [
  'A waits for b, which waits for B, which waits for c, which waits for C, which waits for a, which waits for A',
]);
checkCircles('a prerequisite', fleet({ B: { dependsOn: [taskId('A')] } }), (swarm) => block(swarm, ['A', 'B']), [
  'A waits for B, which waits for A',
]);
checkCircles(
  'a phase gate',
  fleet({ A: { phase: 1 }, A2: { session: sessionId('a'), phase: 2 } }),
  (swarm) => block(swarm, ['A', 'A2']),
  ['A waits for A2, which waits for A'],
);
checkCircles(
  'help that could still be given is a way out',
  fleet({ A: withRecipe }),
  (swarm) => block(swarm, ['B', 'A'], ['A', 'B']),
  [],
);
checkCircles(
  'help that waits for whom it helps',
  fleet({ A: withRecipe }),
  (swarm) => {
    const blocker = swarm.claim('A', 'a').block('A');
    const help = [...swarm.blocker(blocker).helpers.values()][0] ?? assert.fail();
    swarm.claim(help, 'b').block(help, 'a');
  },
  ['A.HELP1.B11 waits for a, which waits for A, which waits for A.HELP1.B11'],
);

test('a long chain that is no circle costs no stack and little time', () => {
  const tasks: TaskSpec[] = Array.from({ length: 20_000 }, (_, at) =>
    aTask(`T${at}`, { session: sessionId('a'), ...(at > 0 ? { dependsOn: [taskId(`T${at - 1}`)] } : {}) }),
  );
  const swarm = new Swarm(
    aPlan(
      [aSession('a', { agents: { haiku: 3 } }), aSession('b')],
      [...tasks, aTask('B', { session: sessionId('b') })],
    ),
  );
  swarm.claim('B', 'b').block('B', 'T19999');
  const { state }: { readonly state: SwarmState } = swarm;
  assert.deepEqual(findCycles(state), []);
  swarm.claim('T0', 'a').block('T0', 'B');
  assert.equal(findCycles(state)[0]?.members.length, 20_001);
});
