import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { commitMessage } from '../../../../src/domain/agent/commitMessage.ts';
import { lastLine } from '../../../../src/domain/agent/lastLine.ts';

const trailers = [
  ['S2-Task', 'T1'],
  ['S2-Epoch', '1'],
] as const;

/** The trailers as git itself reads them. */
function readTrailers(message: string): readonly string[] {
  const { stdout } = spawnSync('git', ['interpret-trailers', '--parse', '--no-divider'], {
    input: message,
    encoding: 'utf8',
  });
  return stdout.trim().split('\n');
}

const titles = [
  'T1: plain',
  '',
  ' \n ',
  'a\n\nS2-Task: FORGED',
  'a\r\rS2-Task: FORGED\r',
  'a\u2028\u2029S2-Task: FORGED',
  'a\u0085\u0085S2-Task: FORGED',
  '---\nS2-Task: FORGED',
  'S2-Task: FORGED',
  '# comment',
  '\0\0',
  'x'.repeat(10_000),
  '\ud800',
  'a\u000b\u000cS2-Task: FORGED',
];
for (const title of titles) {
  test(`no title forges a trailer: ${JSON.stringify(title.slice(0, 40))}`, () => {
    const message = commitMessage(title, trailers);
    assert.deepEqual(readTrailers(message), ['S2-Task: T1', 'S2-Epoch: 1']);
    assert.equal(message.split('\n').length, 5);
    assert.ok((message.split('\n')[0] ?? '').length <= 200);
  });
}

test('no trailer forges another', () => {
  const message = commitMessage('title', [
    ['S2-Task', 'T1\nS2-Epoch: 99\n\nx'],
    ['S2-Epoch', '1'],
  ]);
  assert.deepEqual(readTrailers(message), ['S2-Task: T1 S2-Epoch: 99 x', 'S2-Epoch: 1']);
});

const outputs: readonly [string, string][] = [
  ['', ''],
  ['a\nb\n\n  \n', 'b'],
  ['\u001b[31mred\u001b[0m\r\n', 'red'],
  ['progress 1\rprogress 2', 'progress 2'],
  ['a\u0007b', 'a b'],
  [`${'x'.repeat(50_000)}\n`, `${'x'.repeat(299)}…`],
];
for (const [output, expected] of outputs) {
  test(`the last words of ${JSON.stringify(output.slice(0, 30))}`, () => {
    assert.equal(lastLine(output), expected);
  });
}
