import { writeHandOver } from '../../domain/agent/handOverNote.ts';
import { describeStall } from '../../domain/task/stallLadder.ts';
import { whyParked } from '../../domain/task/decideStall.ts';
import type { ClaimedTask } from '../../protocol/verbs.ts';
import type { Worktree } from '../ports/workspace.ts';
import type { Attempt, AttemptTools } from './attempt.ts';
import type { Watched } from './runWatched.ts';

/** Keeps the work of an agent that was taken off its task, with a note for whoever goes on. */
export async function relieve(
  task: ClaimedTask,
  place: { readonly worktree: Worktree; readonly saveAs: string },
  relieved: Extract<Watched, { kind: 'relieved' }>,
  { session, workspace, provider, evidence }: AttemptTools,
): Promise<Attempt> {
  const { ref, stat } = await workspace.saveUnfinished(place.worktree, place.saveAs);
  const { stallMs, timeoutMs } = task.watchdog;
  const { by, cause, printed } = relieved;
  const why = describeStall(cause, cause === 'timeout' ? timeoutMs : stallMs);
  const done = (await provider.describeWork?.(task)) ?? '';
  const text = writeHandOver({
    task: task.task,
    title: task.title,
    session,
    epoch: task.epoch,
    why,
    asked: task.brief,
    missing: ref === undefined ? task.files : await workspace.missingFiles(ref, task.files),
    verify: task.verify,
    done: done === '' ? `It printed at last:\n${printed}` : done,
    saved: ref === undefined ? undefined : { ref, stat },
  });
  const note = await evidence.put('hand-over', new TextEncoder().encode(text));
  if (by === 'handed-over') return { kind: 'handed-over', note };
  const kept = ref === undefined ? '' : `; what was done is kept as ${ref}`;
  return { kind: 'blocked', reason: `${whyParked(why)}${kept}`, needs: [] };
}
