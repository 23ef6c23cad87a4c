import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { readLines } from '../../../../src/adapters/socket/lines.ts';
import { Random } from '../../../support/random.ts';

/** Feeds chunks to a reader of lines; what it made of them. */
function readChunks(chunks: readonly Buffer[], maxBytes: number): { lines: string[]; tooLong: number } {
  const socket = new PassThrough() as unknown as Socket;
  const read = { lines: [] as string[], tooLong: 0 };
  readLines(socket, () => maxBytes, {
    onLine: (line, bytes) => {
      assert.equal(bytes, Buffer.byteLength(line));
      read.lines.push(line);
    },
    onTooLong: () => (read.tooLong += 1),
  });
  for (const chunk of chunks) socket.emit('data', chunk);
  return read;
}

test('lines are the same however their bytes are cut into pieces', () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const random = new Random(seed);
    const words = ['', 'a', 'grün', '日本語', 'x'.repeat(random.below(40_000)), '{"id":1}'];
    const lines = Array.from({ length: random.below(12) }, () => random.pick(words));
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
    const chunks: Buffer[] = [];
    for (let at = 0; at < bytes.length;) {
      const size = 1 + random.below(random.pick([1, 10, 70_000]));
      chunks.push(bytes.subarray(at, at + size));
      at += size;
      if (chunks.length > 2_000) chunks.push(bytes.subarray(at, (at = bytes.length)));
    }
    assert.deepEqual(readChunks(chunks, 1_000_000), { lines, tooLong: 0 }, `seed ${seed}`);
  }
});

const long = Buffer.from(`${'x'.repeat(101)}\n`);

test('a line that is too long is said once, with an end or without, whole or byte by byte, and nothing is read after it', () => {
  const after = Buffer.from('ok\n');
  for (const chunks of [
    [long, after],
    [long.subarray(0, 101), after],
    [...Array.from(long, (byte) => Buffer.from([byte])), after],
    [Buffer.concat([long, after])],
  ])
    assert.deepEqual(readChunks([after, ...chunks], 100), { lines: ['ok'], tooLong: 1 });
});
