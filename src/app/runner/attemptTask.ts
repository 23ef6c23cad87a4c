import { assertNever } from '../../base/assertNever.ts';
import { rescueRef } from '../../domain/agent/refName.ts';
import type { EvidenceRef } from '../../domain/task/event.ts';
import type { ClaimedTask } from '../../protocol/verbs.ts';
import type { AgentProvider } from '../ports/agentProvider.ts';
import type { Worktree } from '../ports/workspace.ts';
import { taskEnvironment } from './commandProvider.ts';
import { furnishWorktree, nameOf, placeOf, type Furnishing } from './furnishWorktree.ts';
import type { OutputStream } from './outputStream.ts';
import { verifyCommit, type FailedCommand, type Verifier } from './verifyCommit.ts';

/**
 * What an attempt at a task comes to. `dropped`: it was stopped before it came to anything. `fault`: the place kept it from
 * being made (a lock, a full disk, a branch in use), which says nothing about the work.
 */
export type Attempt =
  | { readonly kind: 'complete'; readonly commit: string; readonly evidence: readonly EvidenceRef[] }
  | {
      readonly kind: 'fail';
      readonly reason: string;
      readonly evidence: readonly EvidenceRef[];
      /** The command that is to blame, when the place is rather than the work. */
      readonly command?: FailedCommand;
    }
  | { readonly kind: 'blocked'; readonly reason: string; readonly needs: readonly string[]; readonly on?: string }
  | { readonly kind: 'dropped' }
  | { readonly kind: 'fault'; readonly reason: string };

/** What a piece of work is delivered with. */
export interface DeliveryTools extends Verifier {
  readonly session: string;
  /** For every command besides what the task itself says. */
  readonly environment: Readonly<Record<string, string>>;
  readonly furnishing: Furnishing;
  /** Told of each commit before it is verified. */
  readonly onCommitted?: (made: { readonly worktree: Worktree; readonly commit: string }) => Promise<void>;
}

/** What an attempt works with. */
export interface AttemptTools extends DeliveryTools {
  /** Which of the session's worktrees is worked in; see `domain/agent/seat.ts`. */
  readonly seat: number;
  /** That of the session. */
  readonly branch: string;
  readonly integrationBranch: string;
  readonly provider: AgentProvider;
}

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
  if (provider.mergesConflicts) await takeUpConflict(task, worktree, tools, stream);
  const environment = await furnishWorktree(worktree, tools, { stream, signal, claim: task });
  if (signal.aborted) return { kind: 'dropped' };
  const outcome = await provider.run(task, { session, worktree, environment, signal, onOutput: stream.write });
  if (signal.aborted) return { kind: 'dropped' };
  tools.furnishing.onUsed(nameOf(worktree), worktree.path);
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
