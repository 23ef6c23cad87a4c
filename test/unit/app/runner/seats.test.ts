import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WorktreeOwner } from '../../../../src/app/ports/workspace.ts';
import { createSeats } from '../../../../src/app/runner/seats.ts';
import type { ClaimedTask } from '../../../../src/protocol/verbs.ts';

/** Three seats; at each may lie the work of a claim. */
function threeSeats(left: Readonly<Record<number, string>> = {}) {
  const resumeSession = (owner: WorktreeOwner, branch: string, saveAs: string) => {
    const seat = typeof owner === 'string' ? 1 : owner.seat;
    const worktree = { path: `/${seat}`, branch, base: '', session: 'one' };
    return Promise.resolve(left[seat] === saveAs ? worktree : undefined);
  };
  return createSeats(3, { session: 'one', branch: 's2/one', workspace: { resumeSession } });
}

const claim = (task: string, epoch = 1): ClaimedTask => ({ task, epoch }) as ClaimedTask;

test('the first free seat is taken, and one more than there are is refused', async () => {
  const seats = threeSeats();
  assert.deepEqual(await Promise.all(['A', 'B', 'C'].map((task) => seats.take(claim(task)))), [1, 2, 3]);
  await assert.rejects(seats.take(claim('D')), RangeError);
  seats.release(2);
  assert.equal(await seats.take(claim('D')), 2);
});

test('a task goes back to where its last claim has left its work, unless somebody sits there', async () => {
  const seats = threeSeats({ 1: 'refs/s2/rescue/A/1', 2: 'refs/s2/rescue/B/4', 3: 'refs/s2/rescue/A/9' });
  assert.equal(await seats.take(claim('B', 5)), 2);
  assert.equal(await seats.take(claim('A', 10)), 3);
  seats.release(2);
  assert.equal(await seats.take(claim('X')), 1);
  assert.equal(await seats.take(claim('A', 2)), 2, 'another one sits at the first');
});

test('two tasks that ask at the same moment never get the same seat', async () => {
  const seats = threeSeats({ 2: 'refs/s2/rescue/A/1' });
  const taken = await Promise.all([seats.take(claim('A', 2)), seats.take(claim('B', 2)), seats.take(claim('C'))]);
  assert.equal(new Set(taken).size, 3);
});
