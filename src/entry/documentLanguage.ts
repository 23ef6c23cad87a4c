import { readMarkdown } from '../adapters/markdown/readMarkdown.ts';
import { readYaml } from '../adapters/yaml/readYaml.ts';
import { lintDocuments } from '../domain/document/lintDocuments.ts';
import { LintMemory } from '../domain/document/lintMemory.ts';
import { readDocument } from '../domain/document/readDocument.ts';
import { gatherFacts } from './lintFacts.ts';
import type { DocumentLanguage } from '../vscode/documents/documentLanguage.ts';

/** The document language of the editor: the same engine as on the command line. */
export function createDocumentLanguage(): DocumentLanguage {
  const parsers = { markdown: readMarkdown, yaml: readYaml };
  const memory = new LintMemory();
  return {
    read: (path, text) => readDocument({ path, text }, parsers),
    lint: (documents) => lintDocuments(documents, { memory, facts: gatherFacts(documents) }),
  };
}
