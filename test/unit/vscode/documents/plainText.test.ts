import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainText } from '../../../../src/vscode/documents/plainText.ts';

const cases: readonly (readonly [string, string])[] = [
  ['Dig the pond 🐸', 'Dig the pond 🐸'],
  ['a\u202Egnp.exe', 'agnp.exe'],
  ['a\u001B[31mb\r\nc', 'a [31mb c'],
  ['zero\u200Bwidth\uFEFF', 'zerowidth'],
  ['lone \uD800 half', 'lone \uFFFD half'],
];

for (const [text, shown] of cases) {
  test(`plain text of ${JSON.stringify(text)}`, () => assert.equal(plainText(text), shown));
}
