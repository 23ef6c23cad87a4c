import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodePrimitives } from '../../../../src/adapters/signing/nodePrimitives.ts';
import { promisesSettled } from '../../../../src/adapters/system/promisesSettled.ts';
import { formatSimulation } from '../../../../src/app/report/formatSimulation.ts';
import { escalationKinds, readAsked, type AskedKind } from '../../../../src/app/simulate/askedKind.ts';
import { drawSwarm } from '../../../../src/app/simulate/drawSwarm.ts';
import { checkKnobs, usualKnobs, type Knobs } from '../../../../src/app/simulate/knobs.ts';
import { measureRun } from '../../../../src/app/simulate/measureRun.ts';
import { simulateSwarms } from '../../../../src/app/simulate/simulateSwarms.ts';
import { summarizeRuns } from '../../../../src/app/simulate/summarizeRuns.ts';
import { runSwarm } from '../../../../src/app/simulate/runSwarm.ts';
import type { SwarmEvent } from '../../../../src/domain/task/event.ts';
import { matchCapabilities } from '../../../../src/domain/governor/match.ts';

const tools = { primitives: nodePrimitives, settle: promisesSettled };
const few: Knobs = { ...usualKnobs, sessions: 4, tasks: 16 };
const perfect: Partial<Knobs> = {
  failure: 0,
  falseCompletion: 0,
  silent: 0,
  stall: 0,
  providerFailure: 0,
  blocked: 0,
  approval: 0,
  overclaim: 0,
};

async function simulate(over: Partial<Knobs>, runs: number) {
  const watch = { signal: new AbortController().signal, told: () => undefined };
  return simulateSwarms({ knobs: { ...few, ...over }, from: 1, runs }, tools, watch);
}

test('a seed always leads to the same run', async () => {
  const once = async () => (await runSwarm({ knobs: few, seed: 7, governed: true }, tools)).entries;
  assert.deepEqual(await once(), await once());
});

test('every task that is drawn has a session that can do all of it, and waits for earlier ones only', () => {
  for (let seed = 1; seed <= 50; seed += 1) {
    const { sessions, tasks, skills } = drawSwarm(usualKnobs, seed);
    for (const [at, { capabilities, dependsOn }] of tasks.entries()) {
      assert.ok(sessions.some(({ id }) => matchCapabilities(skills.get(id) ?? [], capabilities) === 1));
      assert.ok(dependsOn.every((id) => tasks.findIndex((task) => task.id === id) < at));
    }
  }
});

test('where nothing goes wrong nothing is wasted with the governor, and everything is done once', async () => {
  const { governed } = await simulate({ ...perfect, budget: 3 }, 5);
  for (const run of governed) {
    assert.equal(run.finished, true);
    assert.equal(run.races, 0);
    assert.equal(run.overrun, 0);
    assert.deepEqual(run.asked, []);
    assert.equal(run.completed, few.tasks);
  }
  // What is left are sessions that match by 0.70 or more, but not in full.
  assert.ok(governed.reduce((sum, { waste }) => sum + waste, 0) / governed.length < 0.05);
});

test('without the governor the cap is passed and more is wasted; with it no cap ever is', async () => {
  const summary = summarizeRuns(await simulate({ budget: 1 }, 8));
  assert.equal(summary.governed.overruns, 0);
  assert.ok(summary.ungoverned.overruns > 0);
  assert.ok(summary.governed.waste.mean < summary.ungoverned.waste.mean);
  assert.equal(summary.governed.races + summary.ungoverned.races, 0);
  assert.match(formatSimulation(summary), /8 virtual swarms of 4 sessions and 16 tasks, seeds 1 to 8/);
  assert.match(formatSimulation({ ...summary, unblockFaster: 0.28 }), /Blockers are cleared 28 % sooner with/);
  assert.match(formatSimulation({ ...summary, unblockFaster: -0.28 }), /Blockers are cleared 28 % later with/);
});

test('silent sessions, lies and a provider that hardly answers delay a swarm and do not end it', async () => {
  const rough = { silent: 0.2, stall: 0.2, falseCompletion: 0.3, providerFailure: 0.6, blocked: 0.5, failure: 0.3 };
  const { governed, ungoverned } = await simulate(rough, 2);
  for (const run of [...governed, ...ungoverned]) assert.equal(run.finished, true);
});

test('measuring counts a second holder and money above the cap', () => {
  const at = 0;
  const claim = (epoch: number) => ({ type: 'task.claimed', task: 'A', session: 's', epoch, attempt: 1 });
  const settled = { type: 'budget.settled', reservation: 'R', session: 's', task: 'A', epoch: 2, usage: null };
  const events = [claim(1), claim(2), { ...settled, cost: 5_000_000 }];
  const entries = events.map((event) => ({ event, at })) as never;
  const figures = measureRun({ entries, cap: 3, finished: false, asked: [] });
  assert.equal(figures.races, 1);
  assert.equal(figures.overrun, 2);
});

test('what was broken off is wasted unless whoever goes on has its conversation, or it was handed over', () => {
  const waste = (reason: string, next: string): number => {
    const claim = (session: string, epoch: number) => ({ type: 'task.claimed', task: 'A', session, epoch, attempt: 1 });
    const settled = (epoch: number) => ({ type: 'budget.settled', task: 'A', epoch, cost: 1_000_000 });
    const released = { type: 'task.released', task: 'A', epoch: 1, reason };
    const completed = { type: 'task.completed', task: 'A', epoch: 2, merge: '', evidence: [] };
    const events = [claim('s', 1), settled(1), released, claim(next, 2), settled(2), completed];
    const entries = events.map((event) => ({ event, at: 0 })) as never;
    return measureRun({ entries, cap: 9, finished: true, asked: [] }).waste;
  };
  assert.equal(waste('lease-expired', 's'), 0);
  assert.equal(waste('lease-expired', 'other'), 0.5);
  assert.equal(waste('stalled', 'other'), 0);
});

/** The entries of one governed run. */
async function eventsOf(over: Partial<Knobs>) {
  const knobs = { ...few, ...perfect, budget: 3, ...over };
  const { entries, asked, finished } = await runSwarm({ knobs, seed: 3, governed: true }, tools);
  assert.equal(finished, true);
  const events = entries.map(({ event }) => event);
  return { events, asked, count: (isIt: (event: (typeof events)[number]) => boolean) => events.filter(isIt).length };
}

for (const [name, over, isIt] of [
  ['model calls fail', { providerFailure: 0.2 }, (event) => event.type === 'budget.released'],
  ['silent sessions lose their claims', { silent: 0.3 }, (event) => event.type === 'task.released'],
  ['agents get nowhere', { stall: 0.3 }, (event) => event.type === 'task.stalled'],
  ['work is handed in that is not done', { falseCompletion: 0.3 }, (event) => event.type === 'task.failed'],
  ['attempts go wrong', { failure: 0.3 }, (event) => event.type === 'task.failed'],
  ['tasks meet blockers', { blocked: 0.5 }, (event) => event.type === 'rescue.started'],
  ['errors are looked into', { failure: 0.7 }, (event) => event.type === 'recovery.started'],
] as const satisfies readonly (readonly [string, Partial<Knobs>, (event: SwarmEvent) => boolean])[])
  test(`injected: ${name}`, async () => {
    assert.equal((await eventsOf({})).count(isIt), 0);
    assert.ok((await eventsOf(over)).count(isIt) > 0);
  });

test('a blocker that takes a person is asked about once each, and so is what has to be approved; nothing else is', async () => {
  const { asked, count } = await eventsOf({ blocked: 0.4, outside: 1, approval: 0.3 });
  const of = (kind: AskedKind): number => asked.filter((each) => each === kind).length;
  assert.ok(of('blocker') > 0);
  assert.equal(
    of('blocker'),
    count(({ type }) => type === 'blocker.reported'),
  );
  assert.ok(of('approval') > 0);
  assert.equal(
    of('approval'),
    count(({ type }) => type === 'approval.asked'),
  );
  assert.equal(asked.length, of('blocker') + of('approval'));
});

test('sessions work with all the agents that they have, and with no more', async () => {
  const { events } = await eventsOf({ agents: 3, tasks: 40 });
  const held = new Map<string, string>();
  let most = 0;
  for (const event of events) {
    if (event.type === 'task.claimed') held.set(event.task, event.session);
    if (event.type === 'task.submitted' || event.type === 'task.failed') held.delete(event.task);
    const counts = Map.groupBy(held.values(), (session) => session);
    most = Math.max(most, ...[...counts.values()].map(({ length }) => length));
  }
  assert.equal(most, 3);
});

test('the parts of a report come to its whole', async () => {
  const simulated = await simulate({ blocked: 0.4, failure: 0.3, budget: 1 }, 3);
  for (const [runs, summary] of [
    [simulated.governed, summarizeRuns(simulated).governed],
    [simulated.ungoverned, summarizeRuns(simulated).ungoverned],
  ] as const) {
    const told = escalationKinds.reduce((sum, kind) => sum + summary.asked[kind], 0);
    assert.ok(Math.abs(told - summary.escalations.mean) < 1e-9);
    const all = Object.values(summary.asked).reduce((sum, share) => sum + share, 0) * few.tasks * runs.length;
    assert.ok(Math.abs(all - runs.reduce((sum, { asked }) => sum + asked.length, 0)) < 1e-9);
    for (const { waste, completed, finished } of runs) {
      assert.ok(waste >= 0 && waste <= 1);
      assert.equal(finished, completed === few.tasks);
    }
  }
  assert.equal(summarizeRuns(simulated).governed.overruns, 0);
});

test('rows of the inbox that one answer ends are asked once; four fifths of a cap are a warning', () => {
  const row = (
    subject: string,
    answer?: { readonly kind: 'halt' | 'budget' | 'breaker'; readonly id: string },
    why?: string,
  ) => readAsked({ subject, reason: '', action: '', ...(answer ? { answer } : {}) }, why);
  assert.deepEqual(row('swarm', { kind: 'halt', id: 'swarm' }), { kind: 'cap', key: 'cap/swarm' });
  assert.deepEqual(row('session-1', { kind: 'budget', id: 'swarm' }), { kind: 'cap', key: 'cap/swarm' });
  assert.equal(row('swarm', { kind: 'budget', id: 'swarm' }).kind, 'warning');
  assert.equal(row('session-1', { kind: 'budget', id: 'session/session-1' }).kind, 'warning');
  assert.deepEqual(row('T1'), { kind: 'failure', key: 'T1' });
  assert.deepEqual(row('T1', undefined, 'no-budget'), { kind: 'cap', key: 'cap/swarm' });
});

test('a knob out of bounds is named', () => {
  assert.equal(checkKnobs(usualKnobs), undefined);
  assert.match(checkKnobs({ ...usualKnobs, failure: 2 }) ?? '', /^failure must be from 0 to 0\.9/);
  assert.match(checkKnobs({ ...usualKnobs, sessions: 1.5 }) ?? '', /^sessions must be a whole number/);
  assert.match(checkKnobs({ ...usualKnobs, tasks: Number.NaN }) ?? '', /^tasks must be/);
});
