import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripAnsi } from '../../../webview/shared/stripAnsi.ts';

const cases: readonly [string, string, string][] = [
  ['plain text', 'a <b>c</b> & d', 'a <b>c</b> & d'],
  ['colours', '\u001b[1;32mgreen\u001b[0m done', 'green done'],
  ['24-bit colours', '\u001b[38;2;1;2;3mx\u001b[m', 'x'],
  ['cursor movement and clearing', '\u001b[2K\u001b[1Gx\u001b[?25l', 'x'],
  ['a window title', '\u001b]0;title\u0007x', 'x'],
  ['a link', '\u001b]8;;file:///etc/passwd\u001b\\text\u001b]8;;\u001b\\', 'text'],
  ['a progress line', '10%\r50%\r100%', '100%'],
  ['a windows line end', 'a\r\nb', 'a\nb'],
  ['an unfinished sequence', 'a\u001b[31', 'a[31'],
  ['other control characters', 'a\u0000\u0008b\tc', 'ab\tc'],
  ['other scripts', 'žluťoučký 漢字 🙂', 'žluťoučký 漢字 🙂'],
];

for (const [name, text, expected] of cases) test(name, () => assert.equal(stripAnsi(text), expected));

test('a long hostile text takes no long time to read', () => {
  const text = '\u001b]'.repeat(50_000) + '\r'.repeat(50_000);
  assert.equal(stripAnsi(text).length, 0);
});
