import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adoptPlan } from '../../../../src/domain/task/adoptPlan.ts';
import { applyEvent } from '../../../../src/domain/task/applyEvent.ts';
import { decideClaimNext } from '../../../../src/domain/task/chooseTask.ts';
import { decideClaim } from '../../../../src/domain/task/decideClaim.ts';
import { chooseStep } from '../../../../src/domain/task/idleProtocol.ts';
import { blockerId, sessionId, taskId } from '../../../../src/domain/task/ids.ts';
import type { TaskSpec } from '../../../../src/domain/task/plan.ts';
import { createSwarmState, type SwarmState } from '../../../../src/domain/task/swarmState.ts';
import { whySession } from '../../../../src/domain/task/why.ts';
import { aPlan, aSession, aTask } from '../../../support/plans.ts';

const [one, two] = [sessionId('one'), sessionId('two')];
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const own = aTask('OWN', { session: one });
const unowned = aTask('FREE', {});
const asked = aTask('HELP', { session: one, helps: blockerId('B1'), priority: 'P0' });
const waiting = aTask('WAITS', { session: one, dependsOn: [taskId('Q0')] });
const idleHelp = aTask('IDLE.help', { session: one, priority: 'P2', idle: { kind: 'help', session: two } });
const idleOwn = aTask('IDLE.own', { session: one, priority: 'P3', idle: { kind: 'own' } });
const filler = aTask('FILLER', { priority: 'P3', idle: { kind: 'filler' } });
const hard: Partial<TaskSpec> = { capabilities: ['security:signing'] };
const queue = (length: number): readonly TaskSpec[] =>
  Array.from({ length }, (_, at) => aTask(`Q${at}`, { session: two, priority: at === 3 ? 'P3' : 'P1' }));

function stateOf(tasks: readonly TaskSpec[]): SwarmState {
  const state = createSwarmState();
  const plan = aPlan([aSession('one', { capabilities: ['docs:writing'] }), aSession('two')], tasks);
  for (const event of adoptPlan(state, plan, same)) applyEvent(state, event, 0, state.sequence + 1);
  return state;
}

const everything = [own, unowned, asked, idleHelp, idleOwn, filler, ...queue(6)];
const without = (...gone: readonly TaskSpec[]): readonly TaskSpec[] =>
  everything.filter((task) => !gone.includes(task));

const table: readonly (readonly [string, readonly TaskSpec[], string | undefined])[] = [
  ['help that it was asked for comes first', everything, 'own HELP'],
  ['then its own and unowned tasks', without(asked), 'own FREE'],
  ['then its own', without(asked, unowned), 'own OWN'],
  ['then help for another session in its spare time', without(asked, unowned, own), 'idle IDLE.help'],
  ['then what it may do for itself', without(asked, unowned, own, idleHelp), 'idle IDLE.own'],
  ['then filler', without(asked, unowned, own, idleHelp, idleOwn), 'filler FILLER'],
  ['then the least urgent of a long queue', queue(6), 'steal Q3'],
  ['nothing of a queue of five', queue(5), undefined],
  ['a task that waits is no work to do', [waiting, idleOwn, ...queue(5)], 'idle IDLE.own'],
  [
    'idle work that it is not capable of is passed over',
    [{ ...idleOwn, ...hard }, filler, ...queue(5)],
    'filler FILLER',
  ],
  ['filler that it is not capable of, too', [{ ...filler, ...hard }, ...queue(6)], 'steal Q3'],
  ['what it cannot do keeps its queue from being empty', [{ ...own, ...hard }, ...queue(6)], undefined],
  ['and does not keep it from idle work', [{ ...own, ...hard }, idleOwn, ...queue(6)], 'idle IDLE.own'],
  ['nothing is begun for spare time when all is done', [idleHelp, idleOwn, filler], undefined],
];

for (const [name, tasks, expected] of table) {
  test(`an idle session: ${name}`, () => {
    const state = stateOf(tasks);
    const session = state.sessions.get(one);
    assert.ok(session);
    const chosen = chooseStep(state, session);
    assert.equal(chosen && `${chosen.step} ${chosen.task}`, expected);
  });
}

test('spare-time work is never begun by name while there is something to do, nor by another session', () => {
  const state = stateOf(everything);
  for (const [session, task] of [
    [one, 'IDLE.own'],
    [one, 'FILLER'],
    [two, 'IDLE.own'],
  ] as const) {
    const decision = decideClaim(state, session, taskId(task));
    assert.ok(!decision.accepted && decision.refusal.code === 'forbidden', task);
  }
});

test('a stolen task says whose it was, and only the least urgent is given', () => {
  const state = stateOf(queue(7));
  const other = decideClaim(state, one, taskId('Q1'));
  assert.ok(
    !other.accepted && other.refusal.code === 'forbidden' && /Q3 is the least urgent/.test(other.refusal.reason),
  );
  const decision = decideClaimNext(state, one);
  assert.ok(decision.accepted);
  const [claimed] = decision.events;
  assert.ok(claimed?.type === 'task.claimed');
  assert.deepEqual([claimed.task, claimed.stolenFrom], ['Q3', 'two']);
});

test('spare-time work counts for nothing that has to be done', () => {
  const state = stateOf([own, idleOwn, filler]);
  assert.equal(state.unfinished, 1);
  assert.deepEqual([...(state.sessions.get(one)?.open ?? [])], ['OWN']);
});

test('an idle session says what it found on each step, in one sentence', () => {
  const state = stateOf([waiting, ...queue(3)]);
  const session = state.sessions.get(one);
  assert.ok(session);
  assert.equal(
    whySession(state, session).meanwhile,
    'one is idle: it helps nobody because nobody else is blocked, has no idle task left, ' +
      'finds no filler task, and takes nothing over because no other session has more than 5 ready tasks.',
  );
});
