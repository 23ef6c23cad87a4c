import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodePrimitives } from '../../../../src/adapters/signing/nodePrimitives.ts';
import { promisesSettled } from '../../../../src/adapters/system/promisesSettled.ts';
import { formatSimulation } from '../../../../src/app/report/formatSimulation.ts';
import { drawSwarm } from '../../../../src/app/simulate/drawSwarm.ts';
import { checkKnobs, usualKnobs, type Knobs } from '../../../../src/app/simulate/knobs.ts';
import { measureRun } from '../../../../src/app/simulate/measureRun.ts';
import { simulateSwarms } from '../../../../src/app/simulate/simulateSwarms.ts';
import { summarizeRuns } from '../../../../src/app/simulate/summarizeRuns.ts';
import { runSwarm } from '../../../../src/app/simulate/runSwarm.ts';
import { matchCapabilities } from '../../../../src/domain/governor/match.ts';

const tools = { primitives: nodePrimitives, settle: promisesSettled };
const few: Knobs = { ...usualKnobs, sessions: 4, tasks: 16 };
const perfect = { failure: 0, falseCompletion: 0, silent: 0, providerFailure: 0, blocked: 0, overclaim: 0 };

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
    assert.equal(run.escalations, 0);
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
});

test('silent sessions, lies and a provider that hardly answers delay a swarm and do not end it', async () => {
  const rough = { silent: 0.3, falseCompletion: 0.3, providerFailure: 0.6, blocked: 0.5, failure: 0.3 };
  const { governed, ungoverned } = await simulate(rough, 3);
  for (const run of [...governed, ...ungoverned]) assert.equal(run.finished, true);
});

test('measuring counts a second holder and money above the cap', () => {
  const at = 0;
  const claim = (epoch: number) => ({ type: 'task.claimed', task: 'A', session: 's', epoch, attempt: 1 });
  const settled = { type: 'budget.settled', reservation: 'R', session: 's', task: 'A', epoch: 2, usage: null };
  const events = [claim(1), claim(2), { ...settled, cost: 5_000_000 }];
  const entries = events.map((event) => ({ event, at })) as never;
  const figures = measureRun({ entries, cap: 3, finished: false });
  assert.equal(figures.races, 1);
  assert.equal(figures.overrun, 2);
});

test('a knob out of bounds is named', () => {
  assert.equal(checkKnobs(usualKnobs), undefined);
  assert.match(checkKnobs({ ...usualKnobs, failure: 2 }) ?? '', /^failure must be from 0 to 0\.9/);
  assert.match(checkKnobs({ ...usualKnobs, sessions: 1.5 }) ?? '', /^sessions must be a whole number/);
  assert.match(checkKnobs({ ...usualKnobs, tasks: Number.NaN }) ?? '', /^tasks must be/);
});
