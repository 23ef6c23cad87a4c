import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printable } from '../../../../src/app/report/printable.ts';

function check(name: string, text: string, expected: string): void {
  test(`on a terminal, ${name}`, () => assert.equal(printable(text), expected));
}

check('plain text stays', 'S1.P1.T1 Grüße ✅\n\tindented', 'S1.P1.T1 Grüße ✅\n\tindented');
check('an escape sequence is shown, not obeyed', '\u001b]0;owned\u0007\u001b[2J', '\\u001b]0;owned\\u0007\\u001b[2J');
check('a carriage return cannot overwrite a line', 'failed\rcompleted', 'failed\\u000dcompleted');
check('text is not reordered', 'a\u202eb', 'a\\u202eb');
check('C1 controls are shown', '\u009b31m', '\\u009b31m');
