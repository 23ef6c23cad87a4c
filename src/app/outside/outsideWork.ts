import { rescueRef } from '../../domain/agent/refName.ts';
import { sessionId, taskId } from '../../domain/task/ids.ts';
import type { SwarmState } from '../../domain/task/swarmState.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { WritePart } from '../../protocol/transcriptPart.ts';
import type { ClaimedTask, Problem } from '../../protocol/verbs.ts';
import type { Worktree } from '../ports/workspace.ts';
import { printable } from '../report/printable.ts';
import type { DeliveryTools } from '../runner/attempt.ts';
import { deliver, takeUpConflict } from '../runner/attemptTask.ts';
import { furnishWorktree, placeOf, type FurnishWatch } from '../runner/furnishWorktree.ts';
import { readNote } from '../runner/takeNote.ts';
import type { LedgerView } from './ledgerView.ts';

/** A task that the session holds at this epoch, and the folder that it is worked on in. */
export interface HeldWork {
  readonly claim: ClaimedTask;
  readonly worktree: Worktree & { readonly saved: readonly string[] };
  /** Tells what is started there of its ports and temporary folder. */
  readonly environment: Readonly<Record<string, string>>;
  /** What whoever worked on it before has left. */
  readonly note?: string;
}

/** Of what verify commands printed, so many characters from the end are told. */
const maxOutput = 4_000;

/** What the session holds at this epoch by the ledger; undefined when that claim has ended. */
export function heldClaim(
  view: LedgerView,
  at: { readonly session: string; readonly task: string; readonly epoch: number },
): ClaimedTask | undefined {
  const task = view.current().tasks.get(taskId(at.task));
  if (task?.progress.stage !== 'claimed' || task.epoch !== at.epoch) return undefined;
  return task.progress.by === at.session ? view.claimOf(task) : undefined;
}

/** The folder of a claim, as it was left when it was prepared before; else prepared and set up now. Rejects for a fault of the place. */
export async function openWorktree(
  state: SwarmState,
  claim: ClaimedTask,
  tools: DeliveryTools,
  watch: Omit<FurnishWatch, 'claim'>,
): Promise<HeldWork> {
  const branch = state.sessions.get(sessionId(tools.session))?.spec.branch ?? tools.session;
  const saveAs = rescueRef(claim.task, claim.epoch);
  const left = await tools.workspace.resumeSession(tools.session, branch, saveAs);
  if (left) {
    const environment = await placeOf(left, tools.furnishing);
    return { claim, worktree: { ...left, saved: [] }, environment };
  }
  const base = claim.base === null ? state.integrationBranch : { commit: claim.base };
  const worktree = await tools.workspace.prepareSession(tools.session, branch, base, saveAs);
  const environment = await furnishWorktree(worktree, tools, { ...watch, claim });
  const before = await readNote(claim, worktree, tools);
  if (before?.work !== 'restored') await takeUpConflict(claim, worktree, tools, { write: () => undefined });
  return { claim, worktree, environment, ...(before ? { note: before.text } : {}) };
}

/** Work that was verified and is kept for the merge queue. */
export type Delivered = Extract<Awaited<ReturnType<typeof deliver>>, { kind: 'complete' }>;

/** Commits and verifies what was done. The refusal says what is missing; the claim goes on. Rejects for a fault of the place. */
export async function deliverWork(
  work: HeldWork,
  tools: DeliveryTools,
  given: {
    readonly signal: AbortSignal;
    readonly onOutput: WritePart;
  },
): Promise<Result<Delivered, Problem>> {
  let printed = '';
  const write: WritePart = (stream, text, part) => {
    printed = (printed + text).slice(-maxOutput);
    given.onOutput(stream, text, part);
  };
  const { claim, worktree } = work;
  const made = await deliver({ task: claim, worktree, evidence: [], tools, stream: { write }, signal: given.signal });
  switch (made.kind) {
    case 'complete':
      return ok(made);
    case 'fail':
      return err(notDone(work, made.reason, printed));
    case 'dropped':
    case 'blocked':
    case 'handed-over':
    case 'fault':
      return err({
        code: 'cancelled',
        message: `${claim.task} was not completed: the call was cancelled or its claim has ended.`,
      });
  }
}

function notDone({ claim, worktree }: HeldWork, reason: string, printed: string): Problem {
  const output = printed.trim() === '' ? '' : `\n\n${printable(printed.trimEnd())}`;
  return {
    code: 'not-done',
    message: `${claim.task} is not done: ${printable(reason)}. Mend it in ${worktree.path}, then call complete again; the claim goes on.${output}`,
  };
}
