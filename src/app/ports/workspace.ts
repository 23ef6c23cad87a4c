import type { ChangeLimits } from '../../domain/agent/judgeChange.ts';
import type { ForeignCommit } from '../../protocol/hostTrouble.ts';

/**
 * Whose worktree it is: a session's own, which its first agent works in, or that of another of its agents, by the number of its seat. The branch of a seat
 * follows from that of the session (`domain/agent/seat.ts`).
 */
export type WorktreeOwner = string | { readonly session: string; readonly seat: number };

/** A folder of its own for one agent of a session, on a branch of its own. */
export interface Worktree {
  /** Absolute path. */
  readonly path: string;
  readonly branch: string;
  /** The commit it was prepared at: what differs from it is the session's work. */
  readonly base: string;
  readonly session: string;
}

/** What a commit must say so that each line of it can be traced. */
export interface CommitTrailers {
  readonly task: string;
  readonly session: string;
  readonly epoch: number;
  /** Which agent of the session did it; left out when the session has no named ones. */
  readonly agent?: string | undefined;
  /** Hash of the ledger entry under whose authority the commit was made; left out when it is not known. */
  readonly witness?: string | undefined;
}

/** `evenUnchanged`: an empty commit says that the work was done again and came to the same. */
export interface CommitRequest extends CommitTrailers {
  readonly evenUnchanged?: boolean;
}

/** What became of a worktree's changes. `unusable`: by the agent's own doing no commit can hold them; the reason says what it did. */
export type Committed =
  | { readonly outcome: 'committed'; readonly commit: string }
  | { readonly outcome: 'unchanged' }
  | { readonly outcome: 'unusable'; readonly reason: string };

/** What became of a merge: the new commit, or the files that could not be merged. Nothing is moved by a conflict. */
export type MergeOutcome =
  | { readonly merged: true; readonly commit: string; readonly tree: string }
  | { readonly merged: false; readonly conflicts: readonly string[] };

/** A commit of a branch's own line. */
export interface LineCommit {
  readonly commit: string;
  readonly parents: readonly string[];
  readonly tree: string;
}

/** Where a branch is, seen from a commit that it should hold: `commits` and `more` are what it holds besides, `parents` those of its head. */
export type BranchLook =
  | { readonly outcome: 'gone' }
  | { readonly outcome: 'lacks-work'; readonly head: string }
  | {
      readonly outcome: 'holds-it';
      readonly head: string;
      readonly parents: readonly string[];
      readonly commits: readonly ForeignCommit[];
      readonly more: number;
    };

/** What became of the files that a worktree was to get from the user's checkout; paths are relative to its root. */
export interface CopiedFiles {
  readonly copied: readonly string[];
  readonly left: readonly { readonly path: string; readonly why: string }[];
}

/** `setup`: what the set-up will have been run for, to be told to `settle`; null when that is done already, or there is none. */
export interface Furnished extends CopiedFiles {
  readonly setup: string | null;
}

/** Where unfinished work was saved, undefined when there was none, and what it changes, as `git diff --stat` says it. */
export interface SavedWork {
  readonly ref: string | undefined;
  readonly stat: string;
}

/**
 * The repository as sessions use it. The user's own checkout, index and branches are never touched: all work happens in
 * worktrees below `.s2/` and on the branches that the swarm names. What it rejects with is a fault of the place (a lock, a
 * full disk, a branch in use) and says nothing about anybody's work: a verdict on work is always a value.
 */
export interface Workspace {
  /** Makes the integration branch at the checkout's HEAD if it does not exist. */
  prepareIntegration(branch: string): Promise<void>;
  /** Rejects when sessions are to work on branches that the user made or has checked out; names them all. */
  checkBranches(branches: readonly string[]): Promise<void>;
  /**
   * Gives an agent a clean worktree at a commit or the head of the integration branch; ignored files stay. `branch` is that of the session. `saveAs` names
   * the ref (`refs/s2/rescue/<task>/<epoch>`) for what the agent does from now on, should it be left unfinished. Uncommitted
   * or unmerged work that is in the way now is saved first, under the name given when it was begun (this one when none is
   * known); no earlier rescue is overwritten. `saved` says where it went: a ref, or a folder when no commit can hold it.
   */
  prepareSession(
    owner: WorktreeOwner,
    branch: string,
    base: string | { readonly commit: string },
    saveAs: string,
  ): Promise<Worktree & { readonly saved: readonly string[] }>;
  /** The worktree as it was left, if it was prepared under `saveAs`; undefined when it is gone or holds other work. */
  resumeSession(owner: WorktreeOwner, branch: string, saveAs: string): Promise<Worktree | undefined>;
  /**
   * Copies the files that `copy` names, and that no commit has, from the user's checkout, and says whether the set-up has to run: once for each fresh
   * worktree, and again when its text, the content of a copied file or a lock file of the commit is another one. What is copied is in no commit.
   */
  furnish(
    worktree: Worktree,
    wanted: { readonly copy: readonly string[]; readonly setup?: string | undefined },
    signal: AbortSignal,
  ): Promise<Furnished>;
  /** Remembers, with the worktree, that its set-up has run; what that changed of what git tracks or does not ignore is put back and named. */
  settle(worktree: Worktree, setup: string): Promise<readonly string[]>;
  /**
   * Puts work that was saved or submitted under `ref` back into a worktree that was just prepared, as changes on top of its base. `conflict`: it does
   * not go together with what was merged since, and nothing was changed.
   */
  restoreWork(worktree: Worktree, ref: string): Promise<'restored' | 'nothing' | 'conflict'>;
  /** The same, but what conflicts is there from both sides, with git's marks between them: `marked`. */
  restoreBothSides(worktree: Worktree, ref: string): Promise<'restored' | 'nothing' | 'marked'>;
  /** The files of a commit in which marks of a conflict with `onto` are left. */
  markedFiles(commit: string, onto: string): Promise<readonly string[]>;
  /** Which commits of the branch that `onto` is the head of touched any of the files since `commit` parted from it; newest first, at most 20. */
  mergesTouching(onto: string, commit: string, files: readonly string[]): Promise<readonly string[]>;
  /** Saves what the session has done so far under `saveAs`, and leaves its worktree as it was prepared: somebody else goes on. */
  saveUnfinished(worktree: Worktree, saveAs: string): Promise<SavedWork>;
  /** Commits everything the worktree changed since its base. Hooks do not run. */
  commitAll(worktree: Worktree, message: string, request: CommitRequest): Promise<Committed>;
  /** Keeps a commit that is handed to the merge queue, so that it is neither lost nor taken for unfinished work. */
  keepSubmitted(commit: string, task: string, epoch: number): Promise<void>;
  /** Whether a worktree or checkout still is the folder that was made, and not a link that somebody has put in its place. */
  isIntact(path: string): Promise<boolean>;
  /** Which of the deliverables (paths or globs) name no file in the commit. */
  missingFiles(commit: string, files: readonly string[]): Promise<readonly string[]>;
  /** Why what lies between two commits must not be taken: too much, or paths that harm a checkout; undefined when it may. */
  judgeChange(from: string, to: string, limits: ChangeLimits): Promise<string | undefined>;
  /** The files that differ between two commits, at most 5,000, each with the hash of its content in the second; null when it is gone. */
  changedFiles(from: string, to: string): Promise<readonly { readonly path: string; readonly hash: string | null }[]>;
  /** Runs `use` in a clean, detached checkout of the commit, which is removed afterwards. */
  withCheckout<T>(commit: string, use: (path: string) => Promise<T>): Promise<T>;
  /** Tree of a commit. */
  treeOf(commit: string): Promise<string>;
  headOf(branch: string): Promise<string | undefined>;
  /** Makes a merge commit of `commit` onto `onto` without touching any branch or checkout. */
  createMerge(onto: string, commit: string, message: string, trailers: CommitTrailers): Promise<MergeOutcome>;
  /** The commits of `head`'s own line (first parents) down to `from`, oldest first; undefined when that does not lead there within `most`. */
  lineOf(from: string, head: string, most: number): Promise<readonly LineCommit[] | undefined>;
  /** Moves the branch from `from` to `to`; false when it no longer is at `from`. */
  advance(branch: string, from: string, to: string): Promise<boolean>;
  /** Compares a branch with the commit `from` that it should hold. */
  lookAtBranch(branch: string, from: string): Promise<BranchLook>;
}
