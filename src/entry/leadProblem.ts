import { GitError } from '../adapters/git/gitError.ts';
import { LedgerError } from '../app/ports/ledger.ts';
import type { LeaderProblem } from '../protocol/swarmLeader.ts';
import { KeyElsewhere } from './witness/keyHolder.ts';
import { UnsoundLedger } from './witness/openWitness.ts';

/** A reason not to start, on its way to the person. */
export class LaunchProblem extends Error {
  readonly problem: LeaderProblem;

  constructor(problem: LeaderProblem) {
    super(problem.message);
    this.name = 'LaunchProblem';
    this.problem = problem;
  }
}

/** What to tell the person when leading the swarm in `folder` failed; undefined for a fault of the program itself. */
export function toProblem(cause: unknown, folder: string): LeaderProblem | undefined {
  if (cause instanceof LaunchProblem) return cause.problem;
  if (cause instanceof KeyElsewhere) return { code: 'key-elsewhere', message: cause.message };
  if (cause instanceof UnsoundLedger) return { code: 'ledger-unsound', message: cause.message };
  if (cause instanceof LedgerError || cause instanceof GitError) return { code: cause.code, message: cause.message };
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code === 'ENOSPC')
    return {
      code: 'full',
      message: `The disk is full: ${folder}/.s2 cannot be written. Free some space, then run again.`,
    };
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return {
      code: 'read-only',
      message: `${folder}/.s2 cannot be written (${code}). Allow writing to that folder, then run again.`,
    };
  }
  if (code === 'EEXIST' || code === 'ENOTDIR') {
    return {
      code: 'in-the-way',
      message: `${folder}/.s2 cannot be made, because a file with that name is in the way. Move it away, then run again.`,
    };
  }
  return undefined;
}
