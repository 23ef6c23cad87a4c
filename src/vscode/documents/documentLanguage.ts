import type { SwarmDocument } from '../../domain/document/model.ts';
import type { Problem } from '../../domain/document/problem.ts';

/** Reads and checks documents of a swarm; loaded when the first relevant document is seen. Never throws. */
export interface DocumentLanguage {
  /** `path` is relative to the folder of the swarm, with forward slashes. */
  read(path: string, text: string): SwarmDocument;
  /** Findings of a whole set of documents, rules across files included. */
  lint(documents: readonly SwarmDocument[]): readonly Problem[];
}

export type LoadDocumentLanguage = () => Promise<DocumentLanguage>;
