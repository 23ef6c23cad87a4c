import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Problem } from '../../../../src/domain/document/problem.ts';
import { documentStart } from '../../../../src/domain/document/range.ts';
import { readSeverityOverrides, shownSeverity } from '../../../../src/vscode/documents/severities.ts';

const problem: Problem = { rule: 'phase/x', severity: 'warning', message: 'm', file: 'f', range: documentStart };

const cases: readonly [unknown, string | undefined][] = [
  [{}, 'warning'],
  [{ 'phase/x': 'error' }, 'error'],
  [{ 'phase/x': 'info' }, 'info'],
  [{ 'phase/x': 'off' }, undefined],
  [{ 'phase/y': 'off' }, 'warning'],
  [{ 'phase/x': 'of' }, 'warning'],
  [{ 'phase/x': false }, 'warning'],
  [null, 'warning'],
  ['off', 'warning'],
];

for (const [setting, expected] of cases)
  test(`with ${JSON.stringify(setting)} the finding is ${expected ?? 'not shown'}`, () => {
    assert.equal(shownSeverity(problem, readSeverityOverrides(setting)), expected);
  });
