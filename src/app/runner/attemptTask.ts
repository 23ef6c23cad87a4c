import { assertNever } from '../../base/assertNever.ts';
import { rescueRef } from '../../domain/agent/refName.ts';
import type { EvidenceRef } from '../../domain/task/event.ts';
import type { ClaimedTask } from '../../protocol/verbs.ts';
import type { Worktree } from '../ports/workspace.ts';
import type { Attempt, AttemptTools, DeliveryTools } from './attempt.ts';
import { taskEnvironment } from './commandProvider.ts';
import { furnishWorktree, nameOf, placeOf } from './furnishWorktree.ts';
import type { OutputStream } from './outputStream.ts';
import { relieve } from './relieve.ts';
import { runWatched } from './runWatched.ts';
import { takeNote } from './takeNote.ts';
import { verifyCommit, type FailedCommand } from './verifyCommit.ts';

/** Takes a task from a clean worktree to a verified commit: prepare, let the agent work, commit, check, verify. Rejects for a fault of the place. */
export async function attemptTask(
  task: ClaimedTask,
  tools: AttemptTools,
  stream: OutputStream,
  signal: AbortSignal,
): Promise<Attempt> {
  const { session, seat, branch, integrationBranch, workspace, provider } = tools;
  const saveAs = rescueRef(task.task, task.epoch);
  // What the ledger does not account for must not get into anybody's work before a person has taken it over.
  const base = task.base === null ? integrationBranch : { commit: task.base };
  const worktree = await workspace.prepareSession({ session, seat }, branch, base, saveAs);
  for (const name of worktree.saved) stream.write('note', `Unfinished work found here was saved as ${name}.\n`);
  if (signal.aborted) return { kind: 'dropped' };
  const environment = await furnishWorktree(worktree, tools, { stream, signal, claim: task });
  if (signal.aborted) return { kind: 'dropped' };
  const left = await takeNote(task, { worktree, environment }, tools);
  // Who worked on it before may have begun to bring both sides together.
  if (provider.mergesConflicts && left?.work !== 'restored') await takeUpConflict(task, worktree, tools, stream);
  const context = {
    session,
    worktree,
    environment,
    signal,
    onOutput: stream.write,
    ...(left ? { handOver: left } : {}),
  };
  const outcome = await runWatched(task, context, tools);
  if (signal.aborted) return { kind: 'dropped' };
  tools.furnishing.onUsed(nameOf(worktree), worktree.path);
  if (outcome.kind === 'relieved') return relieve(task, { worktree, saveAs }, outcome, tools);
  const evidence = [await tools.evidence.put('output', outcome.output)];
  switch (outcome.kind) {
    case 'done':
      return deliver({ task, worktree, evidence, tools, stream, signal });
    case 'failed':
      return { kind: 'fail', reason: outcome.reason, evidence, ...blame(task.run, outcome.fault) };
    case 'blocked':
      return {
        kind: 'blocked',
        reason: outcome.reason,
        needs: outcome.needs,
        ...(outcome.on ? { on: outcome.on } : {}),
      };
    default:
      return assertNever(outcome);
  }
}

/** Puts what could not be merged into the worktree, both sides of it, for whoever brings them together. */
export async function takeUpConflict(
  { conflict }: ClaimedTask,
  worktree: Worktree,
  { workspace }: Pick<DeliveryTools, 'workspace'>,
  stream: Pick<OutputStream, 'write'>,
): Promise<void> {
  if (!conflict) return;
  const left = await workspace.restoreBothSides(worktree, conflict.ref);
  if (left !== 'nothing')
    stream.write(
      'note',
      `What could not be merged is in the worktree${left === 'marked' ? ', both sides of it' : ''}.\n`,
    );
}

function blame(
  command: string | null,
  fault: FailedCommand['fault'] | undefined,
): { readonly command?: FailedCommand } {
  return command === null || fault === undefined ? {} : { command: { command, fault } };
}

/** Work that somebody says is done. */
export interface Delivery {
  readonly task: ClaimedTask;
  readonly worktree: Worktree;
  readonly evidence: readonly EvidenceRef[];
  readonly tools: DeliveryTools;
  readonly stream: Pick<OutputStream, 'write'>;
  readonly signal: AbortSignal;
}

/** "Done" counts only with an effect, with every deliverable there, and with every verify command passing elsewhere. */
export async function deliver({ task, worktree, evidence, tools, stream, signal }: Delivery): Promise<Attempt> {
  const { session, workspace } = tools;
  const { agent, epoch, witness } = task;
  const trailers = { task: task.task, session, agent, epoch, witness };
  const made = await workspace.commitAll(worktree, `${task.task}: ${task.title}`, {
    ...trailers,
    evenUnchanged: task.doneBefore ?? false,
  });
  if (made.outcome === 'unusable') return { kind: 'fail', reason: made.reason, evidence };
  if (made.outcome === 'unchanged')
    return { kind: 'fail', reason: await whyUnchanged(task, worktree, tools), evidence };
  const { commit } = made;
  await tools.onCommitted?.({ worktree, commit });
  const fault = await workspace.judgeChange(worktree.base, commit, task.limits);
  if (fault !== undefined) return { kind: 'fail', reason: `its work ${fault}`, evidence };
  const missing = await workspace.missingFiles(commit, task.files);
  if (missing.length > 0) return { kind: 'fail', reason: `finished without ${missing.join(', ')}`, evidence };
  const marked = task.conflict ? await workspace.markedFiles(commit, worktree.base) : [];
  if (marked.length > 0)
    return {
      kind: 'fail',
      reason: `finished with marks of a conflict left in ${marked.slice(0, 10).join(', ')}`,
      evidence,
    };
  const verdict = await verifyCommit(tools, {
    commit,
    verify: task.verify,
    evidenceKind: 'verify',
    environment: {
      ...tools.environment,
      // Not the agent's own: what that has left running must not stand in for what is verified.
      ...(await placeOf(worktree, tools.furnishing, 'verify')),
      ...taskEnvironment(task, session),
    },
    signal,
    onOutput: stream.write,
  });
  if (signal.aborted) return { kind: 'dropped' };
  const all = [...evidence, ...verdict.evidence];
  const { reason, command } = verdict;
  if (reason !== undefined) return { kind: 'fail', reason, evidence: all, ...(command ? { command } : {}) };
  await workspace.keepSubmitted(commit, task.task, task.epoch);
  return { kind: 'complete', commit, evidence: all };
}

/** Nothing was done; when what was asked for is there, a person has to decide whether that is what was meant. */
async function whyUnchanged(task: ClaimedTask, worktree: Worktree, { workspace }: DeliveryTools): Promise<string> {
  const reason = 'finished without changing anything';
  if (task.files.length === 0 || (await workspace.missingFiles(worktree.base, task.files)).length > 0) return reason;
  return `${reason}: its deliverables are there already; remove the task from the plan if it is done`;
}
