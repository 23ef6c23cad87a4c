import assert from 'node:assert/strict';
import { applyFixes } from '../../../../../src/domain/document/fixes.ts';
import type { LiveTasks, Place } from '../../../../../src/domain/document/features/languageWorld.ts';
import type { SwarmDocument } from '../../../../../src/domain/document/model.ts';
import type { TextEdit } from '../../../../../src/domain/document/problem.ts';
import type { Position, Range } from '../../../../../src/domain/document/range.ts';
import { SourceText } from '../../../../../src/domain/document/sourceText.ts';
import { createWorlds, type World } from '../../../../../src/domain/document/world.ts';
import { read } from '../fixtures.ts';

/** Documents by path. `‸` is the cursor, `[[…]]` a stretch that a test expects. */
export type MarkedTexts = Readonly<Record<string, string>>;

/** A world in memory, read as the editor reads it, with what the marks said. */
export interface MarkedWorld {
  readonly documents: readonly SwarmDocument[];
  readonly world: World;
  /** Where the cursor is; fails when no text has one. */
  readonly place: Place;
  /** Marked stretches as `path line:from-to`, in order of the texts. */
  readonly marked: readonly string[];
}

const signs = /‸|\[\[|\]\]/g;

interface Unmarked {
  readonly text: string;
  readonly cursor?: number;
  readonly ranges: readonly (readonly [number, number])[];
}

function unmark(marked: string): Unmarked {
  const ranges: [number, number][] = [];
  let cursor: number | undefined;
  let start = 0;
  let taken = 0;
  for (const match of marked.matchAll(signs)) {
    const at = match.index - taken;
    taken += match[0].length;
    if (match[0] === '‸') cursor = at;
    else if (match[0] === '[[') start = at;
    else ranges.push([start, at]);
  }
  return { text: marked.replaceAll(signs, ''), ranges, ...(cursor === undefined ? {} : { cursor }) };
}

/** Reads marked texts into a world; the texts are those of one swarm, or of none. */
export function openWorld(texts: MarkedTexts, live?: LiveTasks): MarkedWorld {
  const parts = Object.entries(texts).map(([path, text]) => ({ path, ...unmark(text) }));
  const documents = parts.map(({ path, text }) => read(path, text));
  const asked = parts.find(({ cursor }) => cursor !== undefined);
  const document = documents.find(({ path }) => path === asked?.path) ?? documents[0];
  assert.ok(document, 'there is no document');
  const world = createWorlds(documents).find(
    (candidate) => candidate.swarm === document || candidate.documents.includes(document),
  );
  assert.ok(world, 'the document belongs to no world');
  const position: Position = new SourceText(document.source.text).positionAt(asked?.cursor ?? 0);
  return {
    documents,
    world,
    place: { world, document, position, ...(live ? { live } : {}) },
    marked: parts.flatMap(({ path, text, ranges }) => {
      const source = new SourceText(text);
      return ranges.map(([from, to]) =>
        shown({ path, range: { start: source.positionAt(from), end: source.positionAt(to) } }),
      );
    }),
  };
}

/** A stretch in the form in which `marked` has it. */
export function shown({ path, range: { start, end } }: { readonly path: string; readonly range: Range }): string {
  const last = end.line === start.line ? '' : `${end.line}:`;
  return `${path} ${start.line}:${start.character}-${last}${end.character}`;
}

/** The texts of a world after edits, by path. */
export function edited(
  { documents }: MarkedWorld,
  files: readonly { readonly path: string; readonly edits: readonly TextEdit[] }[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    files.map(({ path, edits }) => {
      const before = documents.find((document) => document.path === path)?.source.text ?? '';
      return [path, applyFixes(before, edits)];
    }),
  );
}

/** A swarm of two sessions for tests that need one. */
export const swarmText = `version: 1
name: garden
documents: ["*.md"]
models:
  haiku: { provider: anthropic, model: claude-haiku-5-5 }
  sonnet: { provider: anthropic, model: claude-sonnet-5-5 }
sessions:
  - id: session-1
    role: digger
    capabilities: [testing:unit, garden:digging]
    agents: { haiku: 2 }
  - id: session-2
    role: planter
    capabilities: [docs:tutorials]
    budget: $40
`;

export const firstFile = 'INSTRUCTIONS-SESSION-1-PHASE-1.md';
export const secondFile = 'INSTRUCTIONS-SESSION-2-PHASE-1.md';

/** The first session's plan: a task without a written id, and one with one. */
export const firstPlan = `# Session 1 (digger) - Phase 1

## Task 1: Dig the pond (Haiku)
Dig it.

- **File:** pond.md
- **Run:** \`dig pond\`

## Task 2: Fill the pond (Sonnet)
Fill it.

- **ID:** POND-2
- **File:** water.md
- **Depends on:** S1.P1.T1
- **Run:** \`fill S1.P1.T1\`

**Completion:** commit, next phase
`;

/** The second session's plan, which waits for the first. */
export const secondPlan = `# Session 2 (planter) - Phase 1

**Blocked on:** session-1 · P1.T1
**Idle tasks:** help session-1: POND-2; own: S2.P1.T2

## Task 1: Plant lilies (Haiku)
After S1.P1.T1 and POND-2.

- **File:** lilies.md
- **Depends on:** S1.P1.T1, POND-2
- **Run:** \`plant\`

## Task 2: Weed (Haiku)

- **File:** weeds.md
- **Run:** \`weed\`
`;

/** The garden as three documents; `change` puts marks or other texts in. */
export function garden(change: MarkedTexts = {}): MarkedTexts {
  return { 'swarm.yaml': swarmText, [firstFile]: firstPlan, [secondFile]: secondPlan, ...change };
}

/** A text with one of its parts replaced; fails when the part is not there exactly once. */
export function withMark(text: string, part: string, marked: string): string {
  assert.equal(text.split(part).length, 2, `"${part}" stands there not exactly once`);
  return text.replace(part, () => marked);
}
