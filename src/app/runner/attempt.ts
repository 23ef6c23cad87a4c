import type { EvidenceRef } from '../../domain/task/event.ts';
import type { KeepNote } from '../ports/keepNote.ts';
import type { Worktree } from '../ports/workspace.ts';
import type { Furnishing } from './furnishWorktree.ts';
import type { WatchedTools } from './runWatched.ts';
import type { FailedCommand, Verifier } from './verifyCommit.ts';

/**
 * What an attempt at a task comes to. `dropped`: it was stopped before it came to anything. `fault`: the place kept it from
 * being made (a lock, a full disk, a branch in use), which says nothing about the work.
 */
export type Attempt =
  | { readonly kind: 'complete'; readonly commit: string; readonly evidence: readonly EvidenceRef[] }
  | {
      readonly kind: 'fail';
      readonly reason: string;
      readonly evidence: readonly EvidenceRef[];
      /** The command that is to blame, when the place is rather than the work. */
      readonly command?: FailedCommand;
    }
  | { readonly kind: 'blocked'; readonly reason: string; readonly needs: readonly string[]; readonly on?: string }
  /** Somebody else is to go on, with this note. */
  | { readonly kind: 'handed-over'; readonly note: EvidenceRef }
  | { readonly kind: 'dropped' }
  | { readonly kind: 'fault'; readonly reason: string };

/** What a piece of work is delivered with. */
export interface DeliveryTools extends Verifier {
  readonly session: string;
  /** For every command besides what the task itself says. */
  readonly environment: Readonly<Record<string, string>>;
  readonly furnishing: Furnishing;
  /** Told of each commit before it is verified. */
  readonly onCommitted?: (made: { readonly worktree: Worktree; readonly commit: string }) => Promise<void>;
}

/** What an attempt works with. */
export interface AttemptTools extends DeliveryTools, WatchedTools {
  /** Which of the session's worktrees is worked in; see `domain/agent/seat.ts`. */
  readonly seat: number;
  /** That of the session. */
  readonly branch: string;
  readonly integrationBranch: string;
  readonly keepNote: KeepNote;
}
