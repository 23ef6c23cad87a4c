import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readMarkdown } from '../../../../src/adapters/markdown/readMarkdown.ts';
import { readYaml } from '../../../../src/adapters/yaml/readYaml.ts';
import type { LintFacts } from '../../../../src/domain/document/facts.ts';
import type { SwarmDocument } from '../../../../src/domain/document/model.ts';
import type { Parsers } from '../../../../src/domain/document/parsers.ts';
import { readDocument, type DocumentText } from '../../../../src/domain/document/readDocument.ts';

/** The real reading libraries: the document language is tested as it runs. */
export const parsers: Parsers = { markdown: readMarkdown, yaml: readYaml };

/** What the linter knows beside the documents in tests: a time, hashes, and a ledger. */
export const testFacts: LintFacts = {
  now: Date.parse('2026-11-20T12:00:00Z'),
  hashes: new Map([['INSTRUCTIONS-SESSION-1-PHASE-1.md', 'ab'.repeat(32)]]),
  live: new Map([
    ['s1.p1.t1', { status: 'completed', owner: 'session-1', epoch: 1 }],
    ['s1.p1.t2', { status: 'claimed', owner: 'session-2', epoch: 2 }],
    ['s1.p1.t3', { status: 'ready', owner: null, epoch: 0 }],
  ]),
};

/** Folder of the fixture documents. */
export const fixtureFolder = join(import.meta.dirname, '../../../fixtures/documents');

/** One fixture document without its marks, and the findings that the marks announce as `line rule severity`. */
export interface Fixture extends DocumentText {
  readonly expected: readonly string[];
}

const mark = / ?(?:<!--|#) expect (\S+) (error|warning|info)(?: -->)?/g;

/** Reads all fixtures of a folder. Marks are taken out of the text; lines keep their numbers. */
export function readFixtures(name: string): readonly Fixture[] {
  const folder = join(fixtureFolder, name);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => {
      const lines = readFileSync(path, 'utf8').split('\n');
      const expected = lines.flatMap((line, index) =>
        [...line.matchAll(mark)].map(([, rule, severity]) => `${index + 1} ${rule} ${severity}`),
      );
      const text = lines.map((line) => line.replaceAll(mark, '')).join('\n');
      return { path: path.slice(folder.length + 1).replaceAll('\\', '/'), text, expected };
    });
}

/** Reads one document from its text. */
export function read(path: string, text: string): SwarmDocument {
  return readDocument({ path, text }, parsers);
}

/** Joins lines, for texts within tests. */
export function lines(...parts: readonly string[]): string {
  return `${parts.join('\n')}\n`;
}
