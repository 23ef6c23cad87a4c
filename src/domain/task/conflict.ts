import { submittedRef } from '../agent/refName.ts';
import type { BlockerId, SessionId, TaskId } from './ids.ts';

/** One side's commit; whose it is, when the ledger knows. */
export interface ConflictSide {
  readonly commit: string;
  readonly task?: TaskId;
  readonly session?: SessionId;
}

/** Work that did not go together with what was merged before it: both sides, and the files. */
export interface MergeConflict {
  /** Paths, at most `maxConflictFiles` of them. */
  readonly files: readonly string[];
  /** How many more there are. */
  readonly more: number;
  /** The commit that could not be merged. */
  readonly commit: string;
  /** The head of the integration branch that it was to be merged onto. */
  readonly onto: string;
  /** What was merged there since, in the same files, newest first. */
  readonly others: readonly ConflictSide[];
  /** Who merges both sides; undefined when that is left to whoever may take the task. */
  readonly solver: SessionId | undefined;
}

/** What was submitted does not go together with what is merged. It follows on the failure of that attempt, and is a blocker until the task is merged. */
export interface ConflictEvent extends Omit<MergeConflict, 'solver'> {
  readonly type: 'merge.conflicted';
  readonly blocker: BlockerId;
  readonly task: TaskId;
  /** Who submitted it. */
  readonly session: SessionId;
  readonly epoch: number;
  readonly solver?: SessionId;
}

/** What a conflict keeps on record. */
export const maxConflictFiles = 50;
export const maxConflictSides = 20;

/** The commit that was handed in and was not merged; it stays in the repository under this ref. */
export function keptAs(task: string, epoch: number): string {
  return submittedRef(task, epoch);
}

/** Both sides and the files in half a sentence: `T2 of two (commit 89ab…, kept as refs/…) conflicts with T1 of one (0123…) in a.txt`. */
export function describeConflict(
  at: { readonly task: string; readonly session: string; readonly epoch: number },
  { commit, files, more, others, onto }: Omit<MergeConflict, 'solver'>,
): string {
  const theirs = others.length > 0 ? others.map(describeSide).join(' and ') : `what is merged (${short(onto)})`;
  const where = [...files.slice(0, 10), ...moreOf(files.length - 10 + more)].join(', ');
  return `${at.task} of ${at.session} (${short(commit)}, kept as ${keptAs(at.task, at.epoch)}) conflicts with ${theirs} in ${where}`;
}

/** What whoever merges both sides is told, after the task's own brief. `isMarked`: nothing is said of markers that an agent would not find. */
export function conflictBrief(
  at: { readonly task: string; readonly session: string; readonly epoch: number },
  conflict: MergeConflict,
): string {
  const { files, more, others } = conflict;
  const theirs = others.map(
    ({ task, session, commit }) =>
      `- theirs: ${task ?? 'a commit'}${session ? ` of ${session}` : ''}, merged as ${commit}`,
  );
  return [
    '## Merge conflict',
    'This task was done before and could not be merged. Bring both sides together: keep what the others merged working, and have this task done as well.',
    [
      `- ours: ${at.task} of ${at.session}, commit ${conflict.commit}, kept as ${keptAs(at.task, at.epoch)}`,
      ...theirs,
    ].join('\n'),
    `Files in conflict: ${[...files, ...moreOf(more)].join(', ')}`,
    `Where the worktree has lines that begin with \`<<<<<<<\`, \`=======\` and \`>>>>>>>\`, the first part is what is merged now and the second is ours; nothing is accepted while such lines are left. Where it has none, do our side again on what is there now.`,
  ].join('\n\n');
}

function describeSide({ commit, task, session }: ConflictSide): string {
  return task === undefined ? `commit ${short(commit)}` : `${task} of ${session ?? 'somebody'} (${short(commit)})`;
}

function moreOf(count: number): readonly string[] {
  return count > 0 ? [`${count} more`] : [];
}

function short(commit: string): string {
  return commit.slice(0, 12);
}
