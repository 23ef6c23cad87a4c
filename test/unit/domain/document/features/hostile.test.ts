import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completeAt } from '../../../../../src/domain/document/features/completion.ts';
import { codeLenses } from '../../../../../src/domain/document/features/codeLenses.ts';
import { foldingRanges } from '../../../../../src/domain/document/features/folding.ts';
import { hoverAt } from '../../../../../src/domain/document/features/hover.ts';
import type { Place } from '../../../../../src/domain/document/features/languageWorld.ts';
import { mentionsOf } from '../../../../../src/domain/document/features/mentions.ts';
import { findDefinition, findReferences } from '../../../../../src/domain/document/features/navigation.ts';
import { renameTask } from '../../../../../src/domain/document/features/rename.ts';
import { documentSymbols, worldSymbols } from '../../../../../src/domain/document/features/symbols.ts';
import { createWorlds } from '../../../../../src/domain/document/world.ts';
import { Random } from '../../../../support/random.ts';
import { parsers, read } from '../fixtures.ts';
import { firstFile, firstPlan, secondFile, secondPlan, swarmText } from './marked.ts';

const deep = (open: string, close: string) => `a: ${open.repeat(500)}${close.repeat(500)}\n`;

const texts: readonly { readonly name: string; readonly path: string; readonly text: string }[] = [
  {
    name: 'a line of a megabyte',
    path: firstFile,
    text: `# Session 1 - Phase 1\n\n## Task 1: ${'S1.P1.T1, '.repeat(100_000)} (Haiku)\n`,
  },
  { name: 'a field of a megabyte', path: firstFile, text: `${firstPlan}\n- **Depends on:** ${'a·'.repeat(500_000)}\n` },
  { name: 'bars', path: 'TASK-BOARD.md', text: `| ID | Task | Status |\n|---|---|---|\n${'|'.repeat(100_000)}\n` },
  { name: 'backticks', path: firstFile, text: `${firstPlan}\n${'`S1.P1.T1'.repeat(20_000)}\n` },
  { name: 'stars', path: firstFile, text: `${firstPlan}\n- ${'*'.repeat(100_000)}\n` },
  {
    name: 'five thousand tasks',
    path: firstFile,
    text: `# Session 1 - Phase 1\n\n${Array.from({ length: 5_000 }, (_, at) => `## Task ${at}: x (Haiku)\n\n- **Depends on:** T1\n\n`).join('')}`,
  },
  {
    name: 'names of every object',
    path: firstFile,
    text: firstPlan.replaceAll('POND-2', '__proto__').replaceAll('File', 'constructor'),
  },
  { name: 'carriage returns', path: firstFile, text: firstPlan.replaceAll('\n', '\r') },
  {
    name: 'marks of direction and lone surrogates',
    path: firstFile,
    text: firstPlan.replaceAll('pond', '\u202E\uD800pond\u2028'),
  },
  { name: 'deep brackets', path: 'swarm.yaml', text: deep('[', ']') },
  { name: 'open brackets', path: 'swarm.yaml', text: `sessions: ${'[{a: '.repeat(20_000)}` },
  { name: 'dashes', path: 'swarm.yaml', text: `${'- '.repeat(20_000)}\n` },
  {
    name: 'keys of every object',
    path: 'swarm.yaml',
    text: '__proto__:\n  constructor: { toString: 1, \nlint: { rules: { __proto__: off } }\n',
  },
  { name: 'quotes', path: 'swarm.yaml', text: `name: ${'\'"'.repeat(20_000)}\n` },
  { name: 'a status of nothing but keys', path: 'STATUS.yaml', text: 'status: \n'.repeat(5_000) },
];

/** Asks everything at some places of a document; what matters is that it answers, and with places that exist. */
function askEverything(place: Omit<Place, 'position'>, line: number): void {
  const { source } = place.document;
  const length = source.line(line).length;
  for (const character of new Set([0, 1, Math.min(20, length), length >> 1, length])) {
    const at = { ...place, position: { line, character } };
    for (const isTyped of [true, false]) {
      const found = completeAt(at, isTyped);
      if (found) assert.ok(found.range.start.character <= character && found.range.end.character >= character);
    }
    hoverAt(at);
    findDefinition(at);
    findReferences(at, true);
    renameTask(at, 'NEW-1', parsers);
  }
}

for (const { name, path, text } of texts) {
  test(`hostile: ${name}`, { timeout: 60_000 }, () => {
    const others = [read('plans/swarm.yaml', swarmText), read(secondFile, secondPlan)];
    const document = read(path, text);
    for (const world of createWorlds([document, ...others])) {
      if (world.swarm !== document && !world.documents.includes(document)) continue;
      const place = { world, document };
      const { length } = document.source.lines;
      for (const line of new Set([0, 2, 3, length >> 1, length - 2, length - 1]))
        if (line >= 0) askEverything(place, line);
      documentSymbols(document);
      worldSymbols(world, '.*+(x');
      foldingRanges(document);
      codeLenses(place, document);
      for (const { range } of mentionsOf(world, document)) {
        assert.ok(range.start.line < length && range.end.character <= source(document, range.end.line).length);
      }
    }
  });
}

const source = (document: Place['document'], line: number) => document.source.line(line);

test('hostile: plans cut and shuffled at random', () => {
  const random = new Random(7);
  const pieces = `${firstPlan}${secondPlan}${swarmText}`.split(/(?<=[\s,·|*:])/);
  for (let round = 0; round < 150; round++) {
    const text = Array.from({ length: 60 }, () => random.pick(pieces)).join('');
    for (const path of [firstFile, 'swarm.yaml', 'TASK-BOARD.md', 'STATUS-SESSION-1.md']) {
      const document = read(path, text);
      const [world] = createWorlds([document]);
      if (!world) throw new Error('no world was made');
      askEverything({ world, document }, random.below(document.source.lines.length));
    }
  }
});
