import { createHash } from 'node:crypto';
import type { LintFacts, LiveView } from '../domain/document/facts.ts';
import type { SwarmDocument } from '../domain/document/model.ts';
import type { SwarmSnapshot } from '../protocol/swarmSnapshot.ts';

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

/** The tasks of a snapshot as the linter compares documents with them. An owner counts only while or since the session had the task. */
export function liveView({ tasks }: SwarmSnapshot): LiveView {
  const held = new Set(['claimed', 'verifying', 'awaiting-approval', 'completed']);
  return new Map(
    tasks.map(({ id, status, session, epoch }) => [
      id.toLowerCase(),
      { status, owner: held.has(status) ? session : null, epoch },
    ]),
  );
}
