import { introduceNote } from '../../domain/agent/handOverNote.ts';
import { rescueRef } from '../../domain/agent/refName.ts';
import type { ClaimedTask } from '../../protocol/verbs.ts';
import type { Worktree } from '../ports/workspace.ts';
import type { AttemptTools } from './attempt.ts';

/** What the agent before has left: its note, and what became of its work. */
export interface LeftNote {
  readonly text: string;
  readonly work: 'restored' | 'nothing' | 'conflict';
}

/** What the agent before left, with its work put into the clean worktree again; undefined unless the claim just before this one was handed over. */
export async function readNote(
  task: ClaimedTask,
  worktree: Worktree,
  { workspace, evidence }: Pick<AttemptTools, 'workspace' | 'evidence'>,
): Promise<LeftNote | undefined> {
  const { handOver } = task;
  if (handOver?.epoch !== task.epoch - 1) return undefined;
  const work = await workspace.restoreWork(worktree, rescueRef(task.task, handOver.epoch));
  const bytes = handOver.note === null ? undefined : await evidence.get(handOver.note);
  const text = bytes ? new TextDecoder().decode(bytes) : `${handOver.from} worked on it, and left no note.`;
  return { text: introduceNote(text, work), work };
}

/** The same, with the note in a file that the session's commands can read. */
export async function takeNote(
  task: ClaimedTask,
  { worktree, environment }: { readonly worktree: Worktree; readonly environment: Readonly<Record<string, string>> },
  tools: Pick<AttemptTools, 'workspace' | 'evidence' | 'keepNote'>,
): Promise<{ readonly note: string; readonly file: string; readonly work: LeftNote['work'] } | undefined> {
  const left = await readNote(task, worktree, tools);
  if (!left) return undefined;
  const file = await tools.keepNote(environment, `hand-over-${task.task}-${task.epoch}`, left.text);
  return { note: left.text, file, work: left.work };
}
