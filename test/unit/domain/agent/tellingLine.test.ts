import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tellingLine } from '../../../../src/domain/agent/tellingLine.ts';

function check(name: string, output: string, expected: string): void {
  test(`the line that tells most: ${name}`, () => assert.equal(tellingLine(output), expected));
}

check('of a failed test', "ok 1 - a\nnot ok 2 - b\n  ---\n  error: 'x'\n  ...\n}\n", 'not ok 2 - b');
check(
  'of a stack trace',
  'at work\nTypeError: x is not a function\n    at f (a.js:1)\n\nNode.js v24\n',
  'TypeError: x is not a function',
);
check('of a compiler', 'a.c:3:1: error: expected ;\n1 error generated.\n', 'a.c:3:1: error: expected ;');
check(
  'of a shell',
  'working\nsh: 1: cannot create out: Directory nonexistent\n',
  'sh: 1: cannot create out: Directory nonexistent',
);
check('when a word only contains the letters', 'no-errors-here\nterrors: none\nlast\n', 'last');
check('of nothing', '', '');
