import type { ClaimedTask, Problem } from '../../protocol/verbs.ts';
import type { Transcript } from '../ports/transcript.ts';
import type { Attempt, AttemptTools } from './attempt.ts';
import { attemptTask } from './attemptTask.ts';
import { createOutputStream, type OutputStream } from './outputStream.ts';
import { reportAttempt } from './reportAttempt.ts';
import { sayChanged } from './sayChanged.ts';
import type { Seats } from './seats.ts';
import { watchClaim } from './watchClaim.ts';

/** What one agent of a session works with. */
export interface WorkTools extends Omit<AttemptTools, 'seat'> {
  readonly seats: Seats;
  readonly transcript: Transcript;
}

/** Makes one attempt at a task and tells the coordinator what it came to, which is resolved to. */
export async function workOnTask(task: ClaimedTask, tools: WorkTools, stop: AbortSignal): Promise<Attempt> {
  const { client, transcript, clock, log, session } = tools;
  const fenced = new AbortController();
  const claim = { task: task.task, session, epoch: task.epoch };
  const onRefused = (problem: Problem): void => {
    if (problem.code === 'stale-epoch') fenced.abort();
    else log.warn(problem.message, { session, code: problem.code });
  };
  const stream = createOutputStream({ client, transcript, clock, log, claim, agent: task.agent, onRefused });
  const watch = watchClaim({ client, clock, log, claim, onRefused });
  const onCommitted: AttemptTools['onCommitted'] = (made) => sayChanged(tools, claim, made);
  const attempt = await attemptSafely(task, { ...tools, onCommitted }, stream, AbortSignal.any([stop, fenced.signal]));
  watch.dispose();
  if (attempt.kind === 'complete') await tools.provider.concluded?.(task, null);
  if (attempt.kind === 'fail') await tools.provider.concluded?.(task, attempt.reason);
  await stream.close();
  // Nobody hears a report on a lost connection, and a claim that has ended takes none.
  if (!client.closed.aborted && !fenced.signal.aborted) await reportAttempt({ client, clock }, claim, attempt);
  return attempt;
}

/** What is thrown is a fault of the place: verdicts on the work are values. */
async function attemptSafely(
  task: ClaimedTask,
  tools: WorkTools,
  stream: OutputStream,
  signal: AbortSignal,
): Promise<Attempt> {
  try {
    const seat = await tools.seats.take(task);
    return await attemptTask(task, { ...tools, seat }, stream, signal).finally(() => tools.seats.release(seat));
  } catch (error) {
    if (signal.aborted) return { kind: 'dropped' };
    const reason = error instanceof Error ? error.message : String(error);
    tools.log.error(reason, { session: tools.session, task: task.task });
    stream.write('note', `${reason}\n`);
    return { kind: 'fault', reason };
  }
}
