import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { globsOverlap } from '../../../../src/domain/document/globOverlap.ts';
import { adoptPlan } from '../../../../src/domain/task/adoptPlan.ts';
import { applyEvent } from '../../../../src/domain/task/applyEvent.ts';
import { decideClaim } from '../../../../src/domain/task/decideClaim.ts';
import { sessionId, taskId } from '../../../../src/domain/task/ids.ts';
import { describeMayConflict, findMayConflict, type Changes } from '../../../../src/domain/task/radar.ts';
import { createSwarmState, type SwarmState } from '../../../../src/domain/task/swarmState.ts';
import { aPlan, aSession, aTask } from '../../../support/plans.ts';

const pairs: readonly (readonly [string, string, boolean])[] = [
  ['src/a.ts', 'src/a.ts', true],
  ['src/a.ts', './src/a.ts', true],
  ['src/a.ts', 'src/b.ts', false],
  ['src/*.ts', 'src/a.ts', true],
  ['src/*.ts', 'src/a/b.ts', false],
  ['src/**', 'src/a/b.ts', true],
  ['src/**', 'test/**', false],
  ['src/', 'src/deep/b.ts', true],
  ['**/*.md', 'docs/**', true],
  ['**/*.md', 'docs/*.txt', false],
  ['a*c', 'ab*', true],
  ['a*c', '*d', false],
  ['a?c', 'abc', true],
  ['{x,y}/*.ts', 'y/one.ts', true],
  ['{x,y}/*.ts', 'z/one.ts', false],
  ['**/a/**/b', 'c/**/b', true],
];

describe('globs overlap', () => {
  for (const [one, other, expected] of pairs)
    test(`${one} ${expected ? 'and' : 'not'} ${other}`, () => {
      assert.deepEqual([globsOverlap(one, other), globsOverlap(other, one)], [expected, expected]);
    });
  test('hostile globs are compared in bounded time', () => {
    assert.equal(globsOverlap('*a'.repeat(99), '*b'.repeat(99)), false);
    assert.equal(globsOverlap('**/a/'.repeat(60), '**/b/'.repeat(60)), true);
  });
});

/** Sessions `s1` … that have claimed a task `T1` … each, with these deliverables. */
function working(...files: readonly (readonly string[])[]): SwarmState {
  const sessions = files.map((_, at) => aSession(`s${at + 1}`));
  const tasks = files.map((own, at) => aTask(`T${at + 1}`, { session: sessionId(`s${at + 1}`), files: own }));
  const state = createSwarmState();
  const live = (events: ReturnType<typeof adoptPlan>): void => {
    for (const event of events) applyEvent(state, event, 1, state.sequence + 1);
  };
  live(adoptPlan(state, aPlan(sessions, tasks), () => false));
  for (const [at] of files.entries()) {
    const decision = decideClaim(state, sessionId(`s${at + 1}`), taskId(`T${at + 1}`));
    assert.ok(decision.accepted);
    live(decision.events);
  }
  return state;
}

const changes = (files: Readonly<Record<string, string | null>>, merged: readonly string[] = []): Changes => ({
  epoch: 1,
  files: Object.entries(files).map(([path, hash]) => ({ path, hash })),
  merged,
});

function look(state: SwarmState, told: Readonly<Record<string, Changes>> = {}): readonly string[] {
  return findMayConflict(state, (id) => told[id]).map(
    ({ kind, tasks, files }) => `${kind} ${tasks.join('+')} ${files.join(',')}`,
  );
}

test('deliverables of work under way are compared until it is known what was changed', () => {
  const state = working(['src/**'], ['src/a.ts', 'docs/b.md'], ['docs/*.md']);
  assert.deepEqual(look(state), ['deliverables T1+T2 src/**', 'deliverables T2+T3 docs/b.md']);
  assert.deepEqual(look(state, { T2: changes({ 'docs/b.md': '1' }) }), ['deliverables T2+T3 docs/b.md']);
  const all = { T1: changes({ 'x.ts': '1', 'y.ts': '2' }), T2: changes({ 'y.ts': '3' }), T3: changes({ 'z.ts': '4' }) };
  assert.deepEqual(look(state, all), ['changes T1+T2 y.ts']);
});

test('what came to the same on both sides is no conflict, and one side that removes a file is', () => {
  const state = working([], []);
  assert.deepEqual(look(state, { T1: changes({ a: '1' }), T2: changes({ a: '1' }) }), []);
  assert.deepEqual(look(state, { T1: changes({ a: null }), T2: changes({ a: null }) }), []);
  assert.deepEqual(look(state, { T1: changes({ a: '1' }), T2: changes({ a: null }) }), ['changes T1+T2 a']);
});

test('what was merged since is told of the task alone; what an earlier claim said counts no more', () => {
  const state = working(['a.ts'], ['b.ts']);
  const told = { T1: changes({ 'a.ts': '1' }, ['a.ts']) };
  assert.deepEqual(look(state, told), ['merged T1 a.ts']);
  assert.deepEqual(look(state, { T1: { ...changes({ 'b.ts': '1' }), epoch: 7 } }), []);
  const [found] = findMayConflict(state, (id) => told[id as 'T1']);
  assert.ok(found);
  assert.equal(describeMayConflict(found), 'T1 (s1) changes what was merged since it began: a.ts.');
});

test('it is bounded, and in the same order whoever began first', () => {
  const many = Array.from({ length: 20 }, () => ['src/**']);
  const found = findMayConflict(working(...many), () => undefined);
  assert.equal(found.length, 100);
  assert.deepEqual(found[0]?.tasks, ['T1', 'T10']);
  const files = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`f${at}`, '1']));
  const others = Object.fromEntries(Object.keys(files).map((path) => [path, '2']));
  const told: Readonly<Record<string, Changes>> = { T1: changes(files), T2: changes(others) };
  const [first] = findMayConflict(working([], []), (id) => told[id]);
  assert.deepEqual([first?.files.length, first?.more], [20, 30]);
});
