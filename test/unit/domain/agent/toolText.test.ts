import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cutLines, cutText } from '../../../../src/domain/agent/cutText.ts';
import { replaceOnce } from '../../../../src/domain/agent/editText.ts';
import { describeCall, describeWork } from '../../../../src/domain/agent/handOver.ts';
import { readPlainPattern } from '../../../../src/domain/agent/plainPattern.ts';

const edits: readonly [text: string, from: string, to: string, result: string | RegExp][] = [
  ['one two', 'two', 'three', 'one three'],
  ['one two', 'two', '', 'one '],
  ['a\r\nb\r\nc', 'a\nb', 'x\ny', 'x\r\ny\r\nc'],
  ['a$1b', '$1', '$&$`', 'a$&$`b'],
  ['aa', 'a', 'b', /2 times/],
  ['aXaXa', 'aXa', 'b', /2 times/],
  ['one', 'two', 'b', /not in the file/],
  ['one', '', 'b', /empty/],
  ['one', 'one', 'one', /the same/],
  ['a'.repeat(5_000), 'a', 'b', /1000 times/],
];
for (const [text, from, to, result] of edits) {
  test(`${JSON.stringify(from).slice(0, 20)} by ${JSON.stringify(to)} in ${JSON.stringify(text).slice(0, 20)}`, () => {
    const edited = replaceOnce(text, from, to);
    if (typeof result === 'string') assert.equal(edited.ok && edited.text, result);
    else assert.match(edited.ok ? '' : edited.reason, result);
  });
}

test('what is cut says how much, and tears no character', () => {
  const cut = cutText('😀'.repeat(1_000), 101, 'ask for less');
  assert.ok(cut.isWellFormed());
  assert.match(cut, /cut here: 1899 characters left out; ask for less/);
  assert.equal(cutText('short', 100, ''), 'short');
  assert.equal(cutLines(['a', 'b', 'c'], 1, 'more'), 'a\n… cut here: 2 more; more …');
});

const patterns: readonly [pattern: string, line: string, matches: boolean | undefined][] = [
  ['b c', 'a b c', true],
  ['x|c', 'a b c', true],
  ['a.*c', 'a b c', true],
  ['c.*a', 'a b c', false],
  ['a\\.b', 'a.b', true],
  ['a\\.b', 'axb', false],
  ['\\d', '1', undefined],
  ['(a+)+$', 'a', undefined],
  ['a\\', 'a', undefined],
];
for (const [pattern, line, matches] of patterns) {
  test(`the pattern ${pattern} ${matches === undefined ? 'needs a real engine' : `${matches ? 'matches' : 'does not match'} ${line}`}`, () => {
    assert.equal(readPlainPattern(pattern, false)?.(line), matches);
  });
}

test('no plain pattern takes long on a long line', () => {
  const matches = readPlainPattern(`${'a.*'.repeat(300)}b`, true);
  assert.equal(matches?.('a'.repeat(100_000)), false);
});

test('a call is told in one line without the text that it writes; what was done is told in order', () => {
  const input = { path: 'a\nb', text: 'secret words', deep: true, list: [1] };
  const call = { type: 'call', id: 'x', name: 'create_file', input } as const;
  assert.equal(describeCall(call), 'create_file a b true [1]');
  const work = describeWork([
    { role: 'assistant', blocks: [call, { type: 'text', text: 'I try.' }] },
    { role: 'user', blocks: [{ type: 'result', call: 'x', text: 'no', isError: true }] },
  ]);
  assert.equal(work, 'Steps so far:\n- create_file a b true [1] (failed)\nLast words: I try.');
  assert.equal(describeWork([]), '');
});
