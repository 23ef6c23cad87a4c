import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OutputChunk } from '../../../src/protocol/swarmSnapshot.ts';
import { LineBuffer } from '../../../webview/session/lineBuffer.ts';

type Piece = readonly [text: string, stream?: OutputChunk['stream'], task?: string];

/** Lines on the page after the pieces arrived one by one. */
function shown(pieces: readonly Piece[]): readonly string[] {
  const buffer = new LineBuffer();
  const lines: string[] = [];
  const last = new Map<string, number>();
  for (const [text, stream = 'stdout', task = 't'] of pieces) {
    const { replaced, added } = buffer.append({ session: 's', epoch: 1, at: 1, text, stream, task });
    if (replaced) lines[last.get(task) ?? -1] = replaced.text;
    lines.push(...added.map((line) => line.text));
    if (added.length > 0) last.set(task, lines.length - 1);
  }
  return lines;
}

const cases: readonly [string, readonly Piece[], readonly string[]][] = [
  ['whole lines', [['a\nb\n']], ['a', 'b']],
  ['a line in two pieces', [['a'], ['b\n']], ['ab']],
  ['a line that ends with the next piece', [['a'], ['\nb\n']], ['a', 'b']],
  ['an empty line', [['a\n\nb\n']], ['a', '', 'b']],
  ['a colour cut in two', [['\u001b[3'], ['2mgreen\u001b[0m\n']], ['green']],
  ['a windows line end cut in two', [['a\r'], ['\nb\n']], ['a', 'b']],
  ['another stream starts a new line', [['a'], ['b\n', 'stderr'], ['c\n']], ['a', 'b', 'c']],
  ['another task starts a new line', [['a'], ['b\n', 'stdout', 'u']], ['a', 'b']],
  [
    'a line that goes on when another agent has printed',
    [['a'], ['b\n', 'stdout', 'u'], ['c\n'], ['d\n']],
    ['ac', 'b', 'd'],
  ],
  [
    'two lines that go on by turns',
    [['a'], ['x', 'stdout', 'u'], ['b'], ['y\n', 'stdout', 'u'], ['c\n']],
    ['abc', 'xy'],
  ],
  ['a progress line is redrawn', [['10%'], ['\r100%\n']], ['100%']],
];

for (const [name, pieces, lines] of cases) test(name, () => assert.deepEqual(shown(pieces), lines));

test('a program that never ends its line cannot grow the page', () => {
  const lines = shown(Array.from({ length: 100 }, (): Piece => ['x'.repeat(1_000)]));
  assert.equal(lines.length, 1);
  assert.equal(lines[0]?.length, 4_000);
});
