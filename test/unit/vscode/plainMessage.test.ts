import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainMessage } from '../../../src/vscode/plainMessage.ts';

/** What the editor takes for a link in a notification. */
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;

const hostile = [
  'T1 waits: [approve](command:s2.stopSwarm)',
  '[a](command:x)[b](https://example.invalid)',
  '[a](file:///etc/passwd "title")',
  '[a](COMMAND:x)',
];

for (const text of hostile)
  test(`a notification is text: ${text}`, () => {
    assert.match(text, link);
    assert.doesNotMatch(plainMessage(text), link);
  });

test('a notification is written in one direction, and what is left out joins nothing', () => {
  assert.equal(plainMessage('run `echo \u202egnp\u202c`'), 'run `echo gnp`');
  assert.doesNotMatch(plainMessage('[a]\u202a(command:x)'), link);
});

test('other text stays as it is', () => {
  const text = 'src/a[0].ts (line 7): `f(x)` is not callable.';
  assert.equal(plainMessage(text), text);
});
