import type { Disposable } from '../base/disposable.ts';
import type { Event } from '../base/emitter.ts';
import type { Log } from '../base/log.ts';
import type { Result } from '../base/result.ts';
import type { DialogueAnswers } from './dialogueVerbs.ts';
import type { BreakerView } from './moneyView.ts';
import type { EditorKeys, FindModelAccess } from './secretStore.ts';
import type { RequestOf } from './verbs.ts';
import type { OutputChunk, SwarmSnapshot, WhyView } from './swarmSnapshot.ts';

/** Code of the problem that commands cannot be confined as the person wants them to be. */
export const noSandbox = 'no-sandbox';

/** The commits from the head that the ledger accounts for up to another one: the newest of them, and how many more. */
export type AcceptedCommits = Omit<RequestOf<'acceptCommits'>, 'verb'>;

/** Why a launch or a person's request did not happen: one sentence with the place, and the next step. */
export interface LeaderProblem {
  readonly code: string;
  readonly message: string;
}

/** What a person puts to the vote. */
export interface Proposal {
  readonly title: string;
  readonly hazards: readonly string[];
  /** Share of results that contradict each other, 0 to 1. */
  readonly conflict: number;
}

/** Another cap in micro-dollars, null for none; without an id that of every task, of every day or of the swarm. */
export interface SetBudget {
  readonly scope: 'session' | 'task' | 'swarm' | 'day';
  readonly id: string;
  readonly cap: number | null;
}

/** What a window may ask of the process that leads a swarm. A person acts through it, so nothing here needs a session's token. */
export interface SwarmLeader extends Disposable {
  /** Fires with a whole new snapshot after each change, at most every 50 ms. */
  readonly onSnapshot: Event<SwarmSnapshot>;
  readonly onOutput: Event<OutputChunk>;
  /** Something that keeps the swarm from going on: the ledger cannot be written, the agent host is gone. Stop it, then launch again. */
  readonly onProblem: Event<LeaderProblem>;
  /** Every ledger entry above `from` as canonical JSON, in order and once: past ones first, then as they come. */
  follow(from: number, listener: (body: string) => void): Disposable;
  snapshot(): SwarmSnapshot;
  /** What the session's agents did and printed so far, oldest first, at most the last `maxBytes`: 256 KiB when that is not said. */
  transcript(session: string, maxBytes?: number): Promise<readonly OutputChunk[]>;
  why(taskOrSession: string): Promise<Result<WhyView, LeaderProblem>>;
  pause(): Promise<Result<void, LeaderProblem>>;
  resume(): Promise<Result<void, LeaderProblem>>;
  /** Gives the task to the session's agents now, if the coordinator grants it. */
  claim(task: string, session: string): Promise<Result<void, LeaderProblem>>;
  release(task: string): Promise<Result<void, LeaderProblem>>;
  /** Gives a failed task new attempts, or has a completed one done again, `withDependents` with what was built on it. */
  reopen(task: string, withDependents?: boolean): Promise<Result<void, LeaderProblem>>;
  clearBlocker(blocker: string): Promise<Result<void, LeaderProblem>>;
  /** Takes over commits that somebody else put onto the integration branch. */
  acceptCommits(commits: AcceptedCommits): Promise<Result<void, LeaderProblem>>;
  /** Records that a task's merge was taken back. */
  reverted(deed: Omit<RequestOf<'reverted'>, 'verb'>): Promise<Result<void, LeaderProblem>>;
  /** Records that the result was merged into a branch of the person's, or that this was taken back. */
  resultMerged(deed: Omit<RequestOf<'resultMerged'>, 'verb'>): Promise<Result<void, LeaderProblem>>;
  /** Asks for help on a task in work, or says how to help with an open blocker. `needs`: capabilities. */
  requestHelp(subject: string, reason: string, needs: readonly string[]): Promise<Result<void, LeaderProblem>>;
  /** Accepts a session's offer to help with a blocker: it gets its task at once. */
  acceptHelp(blocker: string, helper: string): Promise<Result<void, LeaderProblem>>;
  /** Lets a task begin, or not; `id` is that of the approval or of its task. */
  approve(id: string, reason: string): Promise<Result<void, LeaderProblem>>;
  reject(id: string, reason: string): Promise<Result<void, LeaderProblem>>;
  /** Answers a session's question. */
  answer(question: string, text: string): Promise<Result<void, LeaderProblem>>;
  /** Puts a message into a session's inbox. */
  message(session: string, text: string): Promise<Result<void, LeaderProblem>>;
  /** Puts something to the vote of the sessions; resolves to the decision's id. */
  propose(proposal: Proposal): Promise<Result<string, LeaderProblem>>;
  /** What is kept of a closed decision. */
  memo(decision: string): Promise<Result<DialogueAnswers['memo'], LeaderProblem>>;
  /** Gives a place another cap. */
  setBudget(asked: SetBudget): Promise<Result<void, LeaderProblem>>;
  /** Leaves a halt as it is: it asks nobody any more. */
  leaveHalted(place: Pick<SetBudget, 'scope' | 'id'>): Promise<Result<void, LeaderProblem>>;
  /** Closes a breaker at once. */
  resetBreaker(kind: BreakerView['kind'], id: string): Promise<Result<void, LeaderProblem>>;
  /** Ends the agents, saves their unfinished work, closes the ledger. Resolves when everything has ended. */
  stop(): Promise<void>;
  /** Goes away without ending anything: the agents work on, led by their host, and the next window attaches. */
  leave(): Promise<void>;
}

/** Attaches to the swarm of a folder if somebody leads it now; starts nothing. */
export type AttachSwarm = (folder: string) => Promise<SwarmLeader | undefined>;

/** What a window needs of the process side. */
export interface Launcher {
  readonly launchSwarm: LaunchSwarm;
  readonly attachSwarm: AttachSwarm;
  /** How a swarm that nobody leads was left; undefined when none was run in the folder. */
  readonly lastSnapshot: (folder: string) => SwarmSnapshot | undefined;
  /** The token by which an outside agent speaks for a session. */
  readonly sessionToken: (folder: string, session: string) => Promise<string>;
  /** What the worktrees of a session take of the disk, as a person reads it; undefined when that was not measured. */
  readonly sessionDisk: (folder: string, session: string) => Promise<string | undefined>;
}

/** Opens the swarm of a folder and starts its agents. */
export type LaunchSwarm = (
  folder: string,
  options?: {
    readonly log?: Log;
    /** What the editor has for signing keys; without, they are in files below `.s2/keys` that only their owner can read. */
    readonly keys?: EditorKeys;
    /** Knows the keys of models; what it does not know, the environment says. */
    readonly access?: FindModelAccess;
    /** How commands are to be confined: always, where it can be done, or not at all. */
    readonly sandbox?: 'required' | 'auto' | 'off';
  },
) => Promise<Result<SwarmLeader, LeaderProblem>>;
