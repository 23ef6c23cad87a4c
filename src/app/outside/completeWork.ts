import { DisposableStore } from '../../base/disposable.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { taskId } from '../../domain/task/ids.ts';
import type { Problem } from '../../protocol/verbs.ts';
import type { OutputStream } from '../runner/outputStream.ts';
import { openStream, type ClaimNames } from './openStream.ts';
import type { ClaimParts } from './claimWork.ts';
import { deliverWork, heldClaim, openWorktree } from './outsideWork.ts';
import { waitForEntry } from './waitForEntry.ts';

export interface Completion {
  readonly outcome: 'submitted' | 'merged';
  readonly commit: string;
  readonly merge?: string;
}

/** Commits, verifies and submits what was done under a claim, and waits up to `waitMs` for its merge. */
export async function completeWork(
  at: ClaimNames,
  waitMs: number,
  parts: ClaimParts,
): Promise<Result<Completion, Problem>> {
  const { connection, report } = parts;
  const { tools } = connection;
  const claim = heldClaim(connection.view, at);
  if (!claim) return refusedByCoordinator(at, parts);
  report(`committing and verifying ${at.task}`);
  const delivered = await whileHeld(at, parts, async (signal, onOutput) => {
    const watch = { stream: { write: onOutput }, signal };
    return deliverWork(await openWorktree(connection.view.current(), claim, tools, watch), tools, { signal, onOutput });
  });
  if (!delivered.ok) {
    const note = `not done yet: ${delivered.error.message}`.slice(0, 1_000);
    if (delivered.error.code === 'not-done') await connection.client.request({ verb: 'progress', ...at, note });
    return delivered;
  }
  const { commit, evidence } = delivered.value;
  const key = `${at.task}/${at.epoch}/complete`;
  const submitted = await connection.client.request({ verb: 'complete', ...at, commit, evidence: [...evidence] }, key);
  if (!submitted.ok) return submitted;
  return untilMerged(at, commit, waitMs, parts);
}

/** The words for a claim that has ended are the coordinator's. */
async function refusedByCoordinator(at: ClaimNames, { connection }: ClaimParts): Promise<Result<never, Problem>> {
  const { task, epoch, session } = at;
  const answer = await connection.client.request({ verb: 'heartbeat', session, claim: { task, epoch } });
  if (!answer.ok) return answer;
  return err({
    code: 'stale-epoch',
    message: `${task} was handed to the merge queue already. Call status to see what became of it.`,
  });
}

/** Runs `work` until the claim ends; what it prints goes to the panel and into the transcript. */
async function whileHeld<T>(
  at: ClaimNames,
  parts: ClaimParts,
  work: (signal: AbortSignal, onOutput: OutputStream['write']) => Promise<T>,
): Promise<T> {
  const { connection, signal } = parts;
  const owned = new DisposableStore();
  const ended = new AbortController();
  owned.add(connection.onEntry(() => heldClaim(connection.view, at) ?? ended.abort()));
  const stream = openStream(at, parts);
  try {
    return await work(AbortSignal.any([signal, ended.signal]), stream.write);
  } finally {
    owned.dispose();
    await stream.close();
  }
}

async function untilMerged(
  at: ClaimNames,
  commit: string,
  waitMs: number,
  { connection, clock, signal, report }: ClaimParts,
): Promise<Result<Completion, Problem>> {
  const until = clock.monotonic() + waitMs;
  report(`${at.task} waits for its merge`);
  for (;;) {
    const task = connection.view.current().tasks.get(taskId(at.task));
    const progress = task?.epoch === at.epoch ? task.progress : undefined;
    if (progress?.stage === 'completed') return ok({ outcome: 'merged', commit, merge: progress.merge });
    if (progress?.stage !== 'submitted') {
      const why = task?.lastFailure ?? 'it was taken back';
      return err({ code: 'rejected', message: `${at.task} was not merged: ${why}. Claim it again to go on.` });
    }
    if (signal.aborted || clock.monotonic() >= until) return ok({ outcome: 'submitted', commit });
    await waitForEntry(connection.onEntry, { clock, ms: until - clock.monotonic(), signal });
  }
}
