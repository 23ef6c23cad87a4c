import { readMarkdown } from '../adapters/markdown/readMarkdown.ts';
import { readYaml } from '../adapters/yaml/readYaml.ts';
import { convertDocument } from '../domain/document/convertDocument.ts';
import { createLanguageFeatures } from '../domain/document/features/languageFeatures.ts';
import { formatDocument } from '../domain/document/formatDocument.ts';
import { lintDocuments } from '../domain/document/lintDocuments.ts';
import { LintMemory } from '../domain/document/lintMemory.ts';
import { readDocument } from '../domain/document/readDocument.ts';
import { createWorlds } from '../domain/document/world.ts';
import { gatherFacts } from './lintFacts.ts';
import type { DocumentLanguage } from '../vscode/documents/documentLanguage.ts';

/** The document language of the editor: the same engine as on the command line. */
export function createDocumentLanguage(): DocumentLanguage {
  const parsers = { markdown: readMarkdown, yaml: readYaml };
  const memory = new LintMemory();
  return {
    read: (path, text) => readDocument({ path, text }, parsers),
    lint: (documents, live) => lintDocuments(documents, { memory, facts: gatherFacts(documents, live) }),
    convert: (path, text) => convertDocument(readDocument({ path, text }, parsers), parsers),
    worlds: (documents) => createWorlds(documents),
    features: createLanguageFeatures(parsers),
    format: (path, text) => formatDocument({ path, text }, parsers),
  };
}
