import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { convertDocument } from '../../src/domain/document/convertDocument.ts';
import { formatDocument } from '../../src/domain/document/formatDocument.ts';
import { readDocument, type DocumentText } from '../../src/domain/document/readDocument.ts';
import { haveSameTasks } from '../../src/domain/document/taskEquality.ts';
import { parsers } from '../unit/domain/document/fixtures.ts';
import { createRandom, mutate } from './mutate.ts';

const root = join(import.meta.dirname, '../..');
const corpus = process.env['S2_CORPUS'] ?? join(root, '../shared/corpus');
const hasCorpus = existsSync(corpus);
const folder = hasCorpus ? corpus : join(root, 'test/fixtures/documents');
const texts: readonly DocumentText[] = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(?:md|txt)$/.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name))
  .sort()
  .map((path) => ({ path: path.slice(folder.length + 1).replaceAll('\\', '/'), text: readFileSync(path, 'utf8') }));

const read = (text: DocumentText) => readDocument(text, parsers);
const words = (text: string): readonly string[] => text.match(/[\p{L}\p{N}]+/gu) ?? [];
/** Task headings and the headings of tables are taken apart; their own words need not stand in what is written. */
const ownWords = new Set([
  'task',
  'file',
  'files',
  'model',
  'phase',
  'notes',
  'deliverables',
  'deliverable',
  'id',
  'created',
]);

/** Conversion must keep every task and every word; returns how it ended. */
function checkConversion(text: DocumentText): string {
  const document = read(text);
  const conversion = convertDocument(document, parsers);
  if (conversion.kind !== 'converted') return conversion.kind;
  const written = conversion.files.map(read);
  const tasks = written.flatMap((file) => file.tasks);
  const ids = (list: typeof tasks): readonly string[] =>
    list.map(({ id, title }) => `${id.value} ${title.value}`).sort();
  assert.deepEqual(ids(tasks), ids([...document.tasks]), text.path);
  const known = new Set(conversion.files.flatMap((file) => words(file.text.toLowerCase())));
  const lost = words(text.text.toLowerCase()).filter(
    (word) => !known.has(word) && !ownWords.has(word) && !/^\d+$/.test(word),
  );
  assert.deepEqual([...new Set(lost)], [], text.path);
  for (const file of written) {
    const again = convertDocument(file, parsers);
    assert.equal(again.kind, 'already-canonical', `${file.path} is converted once and for all`);
  }
  return conversion.kind;
}

/** Formatting must keep every sign that is no blank and every task, and change nothing when it is done again. */
function checkFormatting(text: DocumentText): boolean {
  const once = formatDocument(text, parsers);
  const again = formatDocument({ ...text, text: once }, parsers);
  assert.equal(again, once, 'formatting twice changes nothing');
  assert.equal(once.replaceAll(/\s+/gu, ''), text.text.replaceAll(/\s+/gu, ''), 'only blanks change');
  assert.ok(haveSameTasks(read(text).tasks, read({ ...text, text: once }).tasks), 'the tasks stay');
  return once !== text.text;
}

describe(`writers over ${hasCorpus ? 'the collection beside the repository' : 'the fixtures'}`, () => {
  it('convert every legacy phase file, with every task and word', () => {
    const ends = texts.map((text) => [text.path, checkConversion(text)] as const);
    assert.deepEqual(
      ends.filter(([, end]) => end === 'cannot-keep-plan'),
      [],
    );
    assert.ok(ends.some(([, end]) => end === 'converted'));
  });

  it('format every document', () => {
    assert.ok(texts.filter(checkFormatting).length > 0);
  });

  it('stand 1,500 random injuries (S2_SEED chooses others)', () => {
    const seed = Number(process.env['S2_SEED'] ?? 1);
    const random = createRandom(seed);
    for (let run = 0; run < 1_500; run++) {
      const original = texts[run % texts.length];
      assert.ok(original);
      const text = { path: original.path, text: mutate(original.text, random) };
      try {
        checkFormatting(text);
        const converted = convertDocument(read(text), parsers);
        if (converted.kind === 'converted') for (const file of converted.files) checkFormatting(file);
      } catch (cause) {
        throw new Error(`seed ${seed}, injury ${run} of ${original.path}`, { cause });
      }
    }
  });
});
