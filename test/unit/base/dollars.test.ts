import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatDollars } from '../../../src/base/dollars.ts';

const shown: readonly (readonly [dollars: number, text: string])[] = [
  [0, '$0.00'],
  [0.000_001, '<$0.0001'],
  [0.000_05, '$0.0001'],
  [0.0123, '$0.0123'],
  [0.1, '$0.10'],
  [1.005_1, '$1.01'],
  [1_234.5, '$1234.50'],
];

for (const [dollars, text] of shown)
  test(`${dollars} dollars read ${text}`, () => assert.equal(formatDollars(dollars), text));
