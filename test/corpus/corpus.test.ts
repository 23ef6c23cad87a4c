import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readMarkdown } from '../../src/adapters/markdown/readMarkdown.ts';
import { readYaml } from '../../src/adapters/yaml/readYaml.ts';
import { lintDocuments } from '../../src/domain/document/lintDocuments.ts';
import type { SwarmDocument } from '../../src/domain/document/model.ts';
import { comparePositions, type Range } from '../../src/domain/document/range.ts';
import { readDocument, type DocumentText } from '../../src/domain/document/readDocument.ts';
import { corpusCounts, fixtureCounts } from './handCounts.ts';
import { testFacts } from '../unit/domain/document/fixtures.ts';
import { createRandom, mutate } from './mutate.ts';

const root = join(import.meta.dirname, '../..');
const corpus = process.env['S2_CORPUS'] ?? join(root, '../shared/corpus');
const hasCorpus = existsSync(corpus);
/** Without the collection of real plans the same is done with the project's own documents. */
const folder = hasCorpus ? corpus : join(root, 'test/fixtures/documents');
const mutants = 10_000;
const parsers = { markdown: readMarkdown, yaml: readYaml };

const texts: readonly DocumentText[] = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(?:md|txt|ya?ml)$/.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name))
  .sort()
  .map((path) => ({ path: path.slice(folder.length + 1).replaceAll('\\', '/'), text: readFileSync(path, 'utf8') }));

/** A swarm around a damaged document, so that the rules of swarms see it, too. */
const swarm = [
  {
    path: 'swarm.yaml',
    text: 'version: 1\nname: x\ndocuments: ["**/*"]\nsessions:\n  - { id: session-1, budget: $5, capabilities: [docs:tutorials] }\n  - { id: session-2, capabilities: ["docs:*"] }\n',
  },
  {
    path: 'around/INSTRUCTIONS-SESSION-2-PHASE-9.md',
    text: '**Blocked on:** session-1\n**Idle tasks:** own: x\n\n## Task 9: x\n- **File:** a/b.ts\n',
  },
].map((text) => readDocument(text, parsers));

const bearing = new Set(['phase', 'board', 'filler', 'next-tasks', 'matrix']);

describe(`real plans: ${hasCorpus ? 'the collection beside the repository' : 'the fixtures, for want of the collection'}`, () => {
  const documents = texts.map((text) => readDocument(text, parsers));

  it('are read, each with its tasks', () => {
    assert.ok(documents.length > 0);
    const silent = documents.filter(
      (document) => bearing.has(document.kind) && document.tasks.length === 0 && mentionsTasks(document),
    );
    assert.deepEqual(
      silent.map((document) => document.path),
      [],
    );
    for (const document of documents) assertSound(document);
  });

  it('hold as many tasks as a person counts in them', () => {
    const expected = hasCorpus ? corpusCounts : fixtureCounts;
    const found = new Map(documents.map(({ path, tasks }) => [path, tasks.length]));
    for (const [path, count] of expected) assert.equal(found.get(path), count, path);
  });

  it('do not drown in errors where nothing is going to be launched', () => {
    const loose = documents.filter(({ kind }) => kind !== 'swarm');
    const errors = lintDocuments(loose).filter(({ severity }) => severity === 'error');
    assert.deepEqual(errors, []);
  });

  it(`survive ${mutants} random injuries (S2_SEED chooses others)`, () => {
    const seed = Number(process.env['S2_SEED'] ?? 1);
    const random = createRandom(seed);
    for (let run = 0; run < mutants; run++) {
      const original = texts[run % texts.length];
      assert.ok(original);
      const text = mutate(original.text, random);
      try {
        const document = readDocument({ path: original.path, text }, parsers);
        assertSound(document);
        const world = run % 2 === 0 ? [document] : [document, ...swarm];
        const problems = lintDocuments(world, { facts: testFacts });
        for (const problem of problems) {
          const about = world.find(({ path }) => path === problem.file);
          assert.ok(about, problem.file);
          assertInside(about, problem.range);
          for (const { range } of problem.fix?.edits ?? []) assertFix(about, range);
        }
      } catch (cause) {
        throw new Error(`seed ${seed}, injury ${run} of ${original.path}: ${JSON.stringify(text.slice(0, 2_000))}`, {
          cause,
        });
      }
    }
  });
});

/** An edit may take the end of its last line along. */
function assertFix(document: SwarmDocument, { start, end }: Range): void {
  const isWhole = end.character === 0 && end.line > start.line && end.line === document.source.lines.length;
  assertInside(document, isWhole ? { start, end: start } : { start, end });
}

/** A crude reader of its own: a line that plainly announces a task. */
function mentionsTasks({ source }: SwarmDocument): boolean {
  return source.lines.some((line) =>
    /^(?:#{2,5} (?:\*\*)?(?:Task \d|[A-Z]\d+\.\d)|Task \d+:|- \[ \] [A-Z]\d+\.\d|\|.*\b(?:Haiku|Sonnet)\b.*\|)/.test(
      line,
    ),
  );
}

function assertSound(document: SwarmDocument): void {
  for (const { range } of document.problems) assertInside(document, range);
  for (const task of document.tasks) {
    assert.ok(task.id.value.length > 0);
    for (const range of [task.range, task.body, task.id.range, task.title.range]) assertInside(document, range);
    for (const written of [...task.files, ...task.dependsOn, ...task.verify, ...task.capabilities])
      assertInside(document, written.range);
  }
}

function assertInside({ source }: SwarmDocument, { start, end }: Range): void {
  assert.ok(comparePositions(start, end) <= 0, 'a range starts before it ends');
  for (const { line, character } of [start, end]) {
    assert.ok(line >= 0 && line < source.lines.length, `line ${line} of ${source.lines.length}`);
    assert.ok(character >= 0 && character <= source.line(line).length, `character ${character} of line ${line}`);
  }
}
