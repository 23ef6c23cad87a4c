import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestEvent } from 'node:test/reporters';
import { TestCounter } from '../../../scripts/tests/countTests.ts';

type Data = Record<string, unknown>;
const place = { nesting: 0, file: '/project/a.test.ts', line: 1, column: 1, testNumber: 1 };

function event(type: string, data: Data): TestEvent {
  return { type, data: { ...place, details: { duration_ms: 1, type: 'test' }, ...data } } as unknown as TestEvent;
}

const passed = event('test:pass', { name: 'adds' });
const failed = event('test:fail', { name: 'adds' });
const end = event('test:summary', { file: undefined, name: undefined });
const endOfFile = event('test:summary', {});
const subtestsFailed = Object.assign(new Error('1 subtest failed'), { failureType: 'subtestsFailed' });
const hookFailed = Object.assign(new Error('before'), { failureType: 'hookFailed' });
const suite = (error?: Error): Data => ({ name: 'sums', details: { duration_ms: 1, type: 'suite', error } });

const leftOut = (mark: 'skip' | 'todo'): Data => ({ name: 'adds', [mark]: 'later' });

const cases: readonly (readonly [name: string, events: readonly TestEvent[], passed: number, failed: number])[] = [
  ['a passing test', [passed, end], 1, 0],
  ['a failing test', [failed, end], 0, 1],
  ['a suite around a passing test', [passed, event('test:pass', suite()), end], 1, 0],
  ['a suite around a failing test', [failed, event('test:fail', suite(subtestsFailed)), end], 0, 1],
  ['a suite that fails by itself', [event('test:fail', suite(hookFailed)), end], 0, 1],
  ['a file without a test', [event('test:pass', { name: '/project/a.test.ts' }), end], 0, 1],
  [
    'a file without a test, in one process with others',
    [event('test:pass', { name: 'a.test.ts', file: undefined }), end],
    0,
    1,
  ],
  ['a test that was left out', [event('test:pass', leftOut('skip')), end], 0, 1],
  ['a test that is only a plan', [event('test:pass', leftOut('todo')), end], 0, 1],
  ['a run that broke off', [passed], 1, 1],
  ['a run that broke off after its first file', [passed, endOfFile], 1, 1],
];

for (const [name, events, wantPassed, wantFailed] of cases) {
  test(`${name} counts as ${wantPassed} passed, ${wantFailed} failed`, () => {
    const counter = new TestCounter();
    for (const one of events) counter.add(one);
    assert.deepEqual(counter.result().counts, { passed: wantPassed, failed: wantFailed });
  });
}
