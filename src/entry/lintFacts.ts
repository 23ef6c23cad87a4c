import { createHash } from 'node:crypto';
import type { LintFacts, LiveView } from '../domain/document/facts.ts';
import type { SwarmDocument } from '../domain/document/model.ts';

/** What the linter is told beside the documents: the time, the hashes of phase files, and the ledger when `live` is given. */
export function gatherFacts(documents: readonly SwarmDocument[], live?: LiveView): LintFacts {
  const phases = documents.some(({ kind }) => kind === 'status')
    ? documents.filter(({ kind }) => kind === 'phase')
    : [];
  const hashes = new Map(
    phases.map(({ path, source }) => [path, createHash('sha256').update(source.text).digest('hex')]),
  );
  return { now: Date.now(), hashes, ...(live ? { live } : {}) };
}
