import type { Conversion } from '../../domain/document/convertDocument.ts';
import type { LiveView } from '../../domain/document/facts.ts';
import type { LanguageFeatures } from '../../domain/document/features/languageFeatures.ts';
import type { SwarmDocument } from '../../domain/document/model.ts';
import type { Problem } from '../../domain/document/problem.ts';
import type { World } from '../../domain/document/world.ts';

/** Reads and checks documents of a swarm; loaded when the first relevant document is seen. Never throws. */
export interface DocumentLanguage {
  /** `path` is relative to the folder of the swarm, with forward slashes. */
  read(path: string, text: string): SwarmDocument;
  /** Findings of a whole set of documents, rules across files included; with `live`, also where they contradict the ledger. */
  lint(documents: readonly SwarmDocument[], live?: LiveView): readonly Problem[];
  /** The canonical form of an older phase file. */
  convert(path: string, text: string): Conversion;
  /** The text with its blanks in order. */
  format(path: string, text: string): string;
  /** Documents by the swarm that they belong to. */
  worlds(documents: readonly SwarmDocument[]): readonly World[];
  /** What an editor offers at a place of a document. */
  readonly features: LanguageFeatures;
}

export type LoadDocumentLanguage = () => Promise<DocumentLanguage>;
