import { readMarkdown } from '../../src/adapters/markdown/readMarkdown.ts';
import { readYaml } from '../../src/adapters/yaml/readYaml.ts';
import { createLanguageFeatures } from '../../src/domain/document/features/languageFeatures.ts';
import type { Place } from '../../src/domain/document/features/languageWorld.ts';
import { lintDocuments } from '../../src/domain/document/lintDocuments.ts';
import { LintMemory } from '../../src/domain/document/lintMemory.ts';
import type { SwarmDocument } from '../../src/domain/document/model.ts';
import { readDocument, type DocumentText } from '../../src/domain/document/readDocument.ts';
import { createWorlds } from '../../src/domain/document/world.ts';
import type { Benchmark } from '../benchmark.ts';
import { measureByTurns } from '../measure.ts';
import { median, p95 } from '../statistics.ts';
import { largePlan, longPhaseFile } from '../swarm/planDocuments.ts';

const parsers = { markdown: readMarkdown, yaml: readYaml };
const features = createLanguageFeatures(parsers);
const typed = '- **Depends on:** S1.';

/** What a person waits for at each keystroke: findings after a letter, what may be written, what is known of a task. */
export const language: Benchmark = {
  name: 'language',
  rowOfSpec: 'diagnostics after a keystroke',
  run: async ({ size }) => {
    const count = size(1_000, 10);
    const large = typist([...largePlan(count - 1), longPhaseFile(size(500, 40))]);
    const small = typist([...largePlan(20), longPhaseFile(size(500, 40))]);
    const taken = await measureByTurns(
      {
        small: () => void small.type(),
        large: () => void large.type(),
        completion: () => void features.completeAt(large.type(), false),
        again: () => void features.completeAt(large.place(), false),
        hover: () => void features.hoverAt(large.dependency()),
        references: () => void features.findReferences(large.dependency(), true),
      },
      { rounds: size(5, 1), perRound: size(20, 2) },
    );
    const ms = (what: string, µs: number, limit?: number) => ({
      ...{ what, value: µs / 1_000, unit: 'ms' as const },
      ...(limit === undefined ? {} : { target: { limit, better: 'lower' as const } }),
    });
    return {
      figures: [
        ms('a letter in a file of 500 lines to its findings, 20 documents, p95', p95(taken.small), 30),
        ms(`the same among ${count} documents, p95`, p95(taken.large)),
        ms(`a letter and its completion, findings included, ${count} documents, median`, median(taken.completion)),
        ms(`completion of a task id, ${count} documents, p95`, p95(taken.again)),
        ms(`hover over a task id, ${count} documents, p95`, p95(taken.hover)),
        ms(`references of a task, ${count} documents, median`, median(taken.references)),
        ms('the first of them after a letter, longest', Math.max(...taken.references)),
      ],
    };
  },
};

interface Typist {
  /** Types one letter into the last document and checks all, as the editor does; gives the place of the cursor. */
  type(): Place;
  place(): Place;
  /** The place of a task's id in the same text. */
  dependency(): Place;
}

function typist(texts: readonly DocumentText[]): Typist {
  const memory = new LintMemory();
  const documents: SwarmDocument[] = texts.map((text) => readDocument(text, parsers));
  const { path, text } = texts.at(-1) ?? { path: '', text: '' };
  let letters = 0;
  let now: Place | undefined;
  const type = (): Place => {
    letters += 1;
    const document = readDocument({ path, text: `${text}${'x'.repeat(letters % 50)}\n\n${typed}` }, parsers);
    documents[documents.length - 1] = document;
    lintDocuments(documents, { memory });
    const world = createWorlds(documents).find((one) => one.documents.includes(document));
    if (!world) throw new Error('the document belongs to no world');
    now = { world, document, position: document.source.positionAt(document.source.text.length) };
    return now;
  };
  const place = (): Place => now ?? type();
  return {
    type,
    place,
    dependency: () => {
      const { source } = place().document;
      return { ...place(), position: source.positionAt(source.text.indexOf('Depends on:** ') + 20) };
    },
  };
}
