import { introduceNote } from '../../domain/agent/handOverNote.ts';
import { rescueRef } from '../../domain/agent/refName.ts';
import type { ClaimedTask } from '../../protocol/verbs.ts';
import type { AgentContext } from '../ports/agentProvider.ts';
import type { Worktree } from '../ports/workspace.ts';
import type { AttemptTools } from './attempt.ts';

/** What the agent before left, with its work put into the clean worktree again; undefined unless the claim just before this one was handed over. */
export async function readNote(
  task: ClaimedTask,
  worktree: Worktree,
  { workspace, evidence }: Pick<AttemptTools, 'workspace' | 'evidence'>,
): Promise<string | undefined> {
  const { handOver } = task;
  if (handOver?.epoch !== task.epoch - 1) return undefined;
  const work = await workspace.restoreWork(worktree, rescueRef(task.task, handOver.epoch));
  const bytes = handOver.note === null ? undefined : await evidence.get(handOver.note);
  const text = bytes ? new TextDecoder().decode(bytes) : `${handOver.from} worked on it, and left no note.`;
  return introduceNote(text, work);
}

/** The same, with the note in a file that the session's commands can read. */
export async function takeNote(
  task: ClaimedTask,
  worktree: Worktree,
  tools: Pick<AttemptTools, 'workspace' | 'evidence' | 'keepNote'>,
): Promise<AgentContext['handOver']> {
  const note = await readNote(task, worktree, tools);
  if (note === undefined) return undefined;
  return { note, file: await tools.keepNote(`hand-over-${task.task}-${task.epoch}`, note) };
}
