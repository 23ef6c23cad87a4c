import { lint as lintMarkdown } from 'markdownlint/sync';
import { readMarkdown } from '../../src/adapters/markdown/readMarkdown.ts';
import { readYaml } from '../../src/adapters/yaml/readYaml.ts';
import { lintDocuments } from '../../src/domain/document/lintDocuments.ts';
import { LintMemory } from '../../src/domain/document/lintMemory.ts';
import { readDocument, type DocumentText } from '../../src/domain/document/readDocument.ts';
import type { Benchmark } from '../benchmark.ts';
import { measureByTurns } from '../measure.ts';
import { median } from '../statistics.ts';
import { largePlan } from '../swarm/planDocuments.ts';

const parsers = { markdown: readMarkdown, yaml: readYaml };

/** All documents of a large plan read and checked from nothing, beside markdownlint on the same texts; and one edit after that. */
export const lint: Benchmark = {
  name: 'lint',
  rowOfSpec: 'lint',
  run: async ({ size }) => {
    const texts = largePlan(size(1_000, 10));
    const markdown = Object.fromEntries(
      texts.flatMap(({ path, text }) => (path.endsWith('.md') ? [[path, text]] : [])),
    );
    const edit = createEdits(texts);
    const { ours, peer, keystroke } = await measureByTurns(
      {
        ours: () => void lintDocuments(texts.map((text) => readDocument(text, parsers))),
        peer: () => void lintMarkdown({ strings: markdown }),
        keystroke: edit,
      },
      { rounds: size(5, 1), perRound: 1 },
    );
    const documents = texts.length;
    return {
      figures: [
        {
          what: `${documents} documents read and checked, median`,
          value: median(ours) / 1_000_000,
          unit: 's',
          target: { limit: 1, better: 'lower' },
        },
        {
          what: 'against markdownlint on the same files',
          value: median(ours) / median(peer),
          unit: '×',
          target: { limit: 1.5, better: 'lower' },
        },
        { what: `one edit among ${documents} documents, median`, value: median(keystroke) / 1_000, unit: 'ms' },
      ],
    };
  },
};

/** A step that changes one document, reads it again and checks all, with the findings of the others kept. */
function createEdits(texts: readonly DocumentText[]): () => void {
  const memory = new LintMemory();
  const documents = texts.map((text) => readDocument(text, parsers));
  let edits = 0;
  return () => {
    edits += 1;
    const at = edits % texts.length;
    const { path, text } = texts[at] ?? { path: '', text: '' };
    documents[at] = readDocument({ path, text: `${text}\nEdit ${edits}.\n` }, parsers);
    lintDocuments(documents, { memory });
  };
}
