import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SortedSet } from '../../../src/base/sortedSet.ts';
import { Random } from '../../support/random.ts';

const byNumber = (a: number, b: number): number => a - b;

function check(name: string, added: readonly number[], deleted: readonly number[], left: readonly number[]): void {
  test(name, () => {
    const set = new SortedSet<number>(byNumber);
    for (const value of added) set.add(value);
    for (const value of deleted) set.delete(value);
    assert.deepEqual([...set], left);
    assert.deepEqual([set.size, set.first, set.last], [left.length, left[0], left.at(-1)]);
  });
}

check('nothing', [], [], []);
check('keeps the order, whatever the order of adding', [3, 1, 2], [], [1, 2, 3]);
check('deletes what is there and leaves the rest', [3, 1, 2], [2, 9, 0], [1, 3]);
check('empties', [1, 2], [1, 2], []);

test('thousands of values added and deleted at random stay those of a plain set, in order', () => {
  const random = new Random(7);
  const set = new SortedSet<number>(byNumber);
  const plain = new Set<number>();
  for (let step = 0; step < 20_000; step += 1) {
    const value = random.below(4_000);
    // More is added than deleted first, so that chunks split, and then the other way round, so that they go.
    if (plain.has(value) ? random.chance(step < 10_000 ? 0.2 : 0.9) : !random.chance(step < 10_000 ? 0.9 : 0.2)) {
      set.delete(value);
      plain.delete(value);
    } else if (!plain.has(value)) {
      set.add(value);
      plain.add(value);
    }
  }
  assert.deepEqual([...set], [...plain].sort(byNumber));
  assert.equal(set.size, plain.size);
});
