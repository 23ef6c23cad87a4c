import type { Event } from '../../base/emitter.ts';
import type { ClaimedTask } from '../../protocol/verbs.ts';
import type { CommandFault } from '../../domain/governor/commandBreaker.ts';
import type { WritePart } from '../../protocol/transcriptPart.ts';
import type { Worktree } from './workspace.ts';

/** What became of an agent's work on a task; `on` is the task or session that it says it waits for, `output` is all it printed, up to a limit. `fault` says how the task's command failed, when that is the place's doing. */
export type AgentOutcome = (
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly reason: string; readonly fault?: CommandFault | undefined }
  | {
      readonly kind: 'blocked';
      readonly reason: string;
      readonly needs: readonly string[];
      readonly on?: string | null;
    }
) & { readonly output: Uint8Array };

export interface AgentContext {
  readonly session: string;
  readonly worktree: Worktree;
  /** Tells whatever is started in the worktree of its ports and temporary folder; comes before what a session's commands get in general. */
  readonly environment: Readonly<Record<string, string>>;
  /** When it aborts, everything the agent has started has to end. */
  readonly signal: AbortSignal;
  /** `note` is what the provider says about the agent's work, the others what is printed by it. */
  readonly onOutput: WritePart;
  /** Said to an agent that is started again under the same claim, with its conversation; its worktree is as it left it. */
  readonly again?: string;
  /** What somebody else, who worked on it before, leaves to this agent: it begins a conversation of its own. */
  readonly handOver?: {
    readonly note: string;
    /** A file with the note, outside of the worktree. */ readonly file: string;
  };
  /** Fires when words for the agent lie in its session's inbox that it has to hear now. */
  readonly onNudge?: Event<void>;
}

/** Drives an agent through one task in the session's worktree. It commits nothing and judges nothing: that is the runner's part. */
export interface AgentProvider {
  /** Whether it can bring two sides of a conflict together; one that cannot begins again on what is merged. */
  readonly mergesConflicts?: boolean;
  run(task: ClaimedTask, context: AgentContext): Promise<AgentOutcome>;
  /** Whether words reach its agents while they work. */
  readonly canNudge?: boolean;
  /** What an agent has done about a task so far, for whoever goes on; '' when nothing is on record. */
  describeWork?(task: ClaimedTask): Promise<string>;
  /** Told why what the agent came to was not taken (it did not verify, for example), for the next try; null when it was. */
  concluded?(task: ClaimedTask, verdict: string | null): Promise<void>;
}
