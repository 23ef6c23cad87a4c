import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  afterClaim,
  afterFailure,
  afterRelease,
  afterSuccess,
  closedBreaker,
  isDue,
  isShut,
  sessionOpenMs,
  type Breaker,
} from '../../../../src/domain/governor/breaker.ts';

const open: Breaker = { state: 'open', since: 10, until: 20, reason: 'it failed' };
const free: Breaker = { state: 'half-open', trial: null };
const tried: Breaker = { state: 'half-open', trial: 'T1' };

function fail(breaker: Breaker, ...tasks: readonly string[]): Breaker {
  return tasks.reduce((last, task) => afterFailure(last, { task, at: 100, threshold: 3 }), breaker);
}

describe('breaker', () => {
  const check = (what: string, breaker: Breaker, expected: Breaker['state'], shut: boolean): void => {
    it(what, () => {
      assert.equal(breaker.state, expected);
      assert.equal(isShut(breaker), shut);
    });
  };
  check('opens after three failures in a row', fail(closedBreaker, 'A', 'B', 'C'), 'open', true);
  check(
    'stays closed when only one task fails over and over',
    fail(closedBreaker, 'A', 'A', 'A', 'A'),
    'closed',
    false,
  );
  check('opens when another task fails after it', fail(closedBreaker, 'A', 'A', 'A', 'A', 'B'), 'open', true);
  check('stays closed below the threshold', fail(closedBreaker, 'A', 'B'), 'closed', false);
  check(
    'counts anew after a success',
    fail(afterSuccess(fail(closedBreaker, 'A', 'B'), 'C'), 'A', 'B'),
    'closed',
    false,
  );
  check('stays open whatever ends meanwhile', afterSuccess(fail(open, 'A'), 'B'), 'open', true);
  check('lets the first claim through when half-open', free, 'half-open', false);
  check('lets only the first claim through', afterClaim(free, 'T1'), 'half-open', true);
  check('closes when its try succeeds', afterSuccess(tried, 'T1'), 'closed', false);
  check('opens again when its try fails', fail(tried, 'T1'), 'open', true);
  check('does not take another outcome for that of its try', afterSuccess(fail(tried, 'T2'), 'T2'), 'half-open', true);
  check('lets another claim through when its try is given back', afterRelease(tried, 'T1'), 'half-open', false);
  check('keeps its try when another claim is given back', afterRelease(tried, 'T2'), 'half-open', true);

  it('names the time at which it is due, and none when a person has to reset it', () => {
    const opened = fail(closedBreaker, 'A', 'B', 'C');
    assert.equal(opened.state === 'open' && opened.until, 100 + sessionOpenMs);
    assert.deepEqual(
      [isDue(open, 19), isDue(open, 20), isDue({ ...open, until: null }, 1e15), isDue(tried, 1e15)],
      [false, true, false, false],
    );
  });

  it('opens at the first failure when the threshold is one', () => {
    assert.equal(afterFailure(closedBreaker, { task: 'A', at: 0, threshold: 1 }).state, 'open');
  });
});
