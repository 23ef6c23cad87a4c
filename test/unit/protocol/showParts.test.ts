import assert from 'node:assert/strict';
import { test } from 'node:test';
import { showCall, showChange, showEnd } from '../../../src/protocol/showParts.ts';
import { outputChunkSchema } from '../../../src/protocol/swarmSnapshot.ts';
import { transcriptPartSchema, type TranscriptPart } from '../../../src/protocol/transcriptPart.ts';

type Written = readonly [text: string, part: TranscriptPart | undefined];

function written(act: (write: (stream: string, text: string, part?: TranscriptPart) => void) => void): Written {
  const all: Written[] = [];
  act((_, text, part) => all.push([text, part]));
  const [one] = all;
  assert.ok(one && all.length === 1);
  return one;
}

const huge = 'x'.repeat(1_000_000);
const escapes = '\u001b[2J\u0000\u0007evil\r\nline\u2028two';
const lone = '\ud800';

test('whatever a call is named and given, its parts are in bounds and hold no control characters', () => {
  for (const text of [huge, escapes, lone, ''])
    for (const [line, part] of [
      written((write) => showCall(write, text, text, text)),
      written((write) => showEnd(write, text, { ok: false, ms: Number.NaN, result: text })),
      written((write) => showChange(write, { call: text, path: text, patch: `+${text}`, added: 1, removed: 0 })),
    ]) {
      const parsed = transcriptPartSchema.safeParse(part);
      assert.ok(parsed.success, JSON.stringify(parsed.error));
      const whole = JSON.stringify([line, part]);
      assert.ok(whole.length <= 16_384 && whole.isWellFormed());
      assert.doesNotMatch(whole, /\\u00(?:0|1)/);
      assert.match(line, /^[^\n]*\n$/);
    }
});

test('who knows no parts reads the same as a line', () => {
  assert.equal(written((write) => showCall(write, '1', 'run_command', 'npm test'))[0], '▸ run_command npm test\n');
  assert.equal(written((write) => showEnd(write, '1', { ok: false, code: 2 }))[0], '  ✗ exit 2\n');
  assert.equal(written((write) => showEnd(write, '1', { ok: true, result: 'a\nlast\n' }))[0], '  ✓ last\n');
});

const chunk = { session: 's', task: 't', epoch: 1, stream: 'note', text: 'words\n', at: 1 };
const strange: readonly unknown[] = [
  { kind: 'iframe', src: 'x' },
  { kind: 'call', call: '', tool: 'x', about: '' },
  { kind: 'call', call: 'x'.repeat(300), tool: 'x', about: '' },
  { kind: 'diff', call: null, path: 'a', patch: huge, added: 1, removed: 0 },
  { kind: 'ended', call: 'c', ok: 'yes', ms: -1, code: 0.5, result: '' },
  'said',
  null,
];
for (const part of strange)
  test(`a stored chunk with the part ${JSON.stringify(part).slice(0, 50)} is read as its text`, () => {
    const read = outputChunkSchema.parse({ ...chunk, part });
    assert.equal(read.text, 'words\n');
    assert.equal(read.part, undefined);
  });

test('a chunk from before there were parts is read as it was', () => {
  assert.equal(outputChunkSchema.parse(chunk).text, 'words\n');
});
