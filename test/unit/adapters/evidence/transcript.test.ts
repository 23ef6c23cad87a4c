import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createFileTranscript, transcriptFile } from '../../../../src/adapters/evidence/fileTranscript.ts';
import { readTranscript } from '../../../../src/adapters/evidence/readTranscript.ts';
import type { OutputChunk } from '../../../../src/protocol/swarmSnapshot.ts';
import { tempFolder } from '../../../support/tempFolder.ts';

const chunk = (text: string): OutputChunk => ({ session: 's', task: 'T1', epoch: 1, stream: 'stdout', text, at: 1 });
const textsOf = (chunks: readonly OutputChunk[]): readonly string[] => chunks.map(({ text }) => text);

test('is read back in order, from an earlier run too, and without its damaged lines', async () => {
  const folder = tempFolder();
  const file = transcriptFile(folder, 'one');
  assert.deepEqual(await readTranscript(transcriptFile(folder, 'one')), []);
  const first = createFileTranscript(file);
  await Promise.all(['a', 'b', 'line\nbreak ä'].map((text) => first.append(chunk(text))));
  appendFileSync(file, '{"session":"s"\n{"text":1}\nnull\n');
  await createFileTranscript(file).append(chunk('c'));
  appendFileSync(file, '{"session":"s","ta');
  assert.deepEqual(textsOf(await readTranscript(transcriptFile(folder, 'one'))), ['a', 'b', 'line\nbreak ä', 'c']);
});

test('begins a new file at its limit and keeps one earlier one', async () => {
  const folder = tempFolder();
  const file = transcriptFile(folder, 'one');
  const transcript = createFileTranscript(file, 200);
  for (const text of ['a', 'b', 'c', 'd', 'e']) await transcript.append(chunk(text.repeat(20)));
  assert.ok(readFileSync(file).length <= 200 && existsSync(`${file}.1`));
  const texts = textsOf(await readTranscript(transcriptFile(folder, 'one')));
  assert.equal(texts.at(-1), 'e'.repeat(20));
  assert.deepEqual(texts, texts.toSorted());
});

test('gives no more than its end', async () => {
  const folder = tempFolder();
  const transcript = createFileTranscript(transcriptFile(folder, 'one'));
  for (const text of ['a', 'b', 'c']) await transcript.append(chunk(text.repeat(100)));
  assert.deepEqual(textsOf(await readTranscript(transcriptFile(folder, 'one'), 250)), ['c'.repeat(100)]);
});

test('of a session with a hostile name stays in its folder', () => {
  const folder = tempFolder();
  assert.equal(join(transcriptFile(folder, '../../x'), '..'), join(folder, 'logs'));
});
