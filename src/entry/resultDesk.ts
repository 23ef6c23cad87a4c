import { join } from 'node:path';
import { GitError } from '../adapters/git/gitError.ts';
import { resolveCommit } from '../adapters/git/repository.ts';
import { openCheckout, problem, type Checkout } from '../adapters/git/result/checkout.ts';
import { editsInTheWay, prepareMerge, type Prepared, type SwarmResult } from '../adapters/git/result/lookAtResult.ts';
import { describeCut, mergeResult, undoMerge, type Moved } from '../adapters/git/result/mergeResult.ts';
import { acquireProcessLock } from '../adapters/sqlite/processLock.ts';
import { LedgerError } from '../app/ports/ledger.ts';
import { err, ok, type Result } from '../base/result.ts';
import { isNews } from '../domain/task/result.ts';
import type { SwarmState } from '../domain/task/swarmState.ts';
import type { MergeDone, MergeLook, MergeProblem, ResultDesk } from '../protocol/resultMerge.ts';
import { asPerson, refuseAgent } from './asPerson.ts';
import { findLedger, foldFile } from './readSwarm.ts';
import { revertTask } from './revertDesk.ts';

/** Brings a swarm's result into the checkout of a person, for the command line and for a window. */
export function createResultDesk(): ResultDesk {
  return {
    look: (folder) => atDesk(folder, look),
    merge: (folder, expected) => atDesk(folder, (place) => alone(place, () => merge(place, expected))),
    undo: (folder) => atDesk(folder, (place) => alone(place, () => undo(place))),
    revert: revertTask,
  };
}

interface Place {
  readonly stateFolder: string;
  readonly state: SwarmState;
  readonly checkout: Checkout;
  readonly wanted: SwarmResult;
}

/** Opens what a person stands before; faults of git and of the ledger are problems for them. */
async function atDesk<Value>(
  folder: string,
  act: (place: Place) => Promise<Result<Value, MergeProblem>>,
): Promise<Result<Value, MergeProblem>> {
  const agent = refuseAgent(process.env);
  if (agent) return err(problem(agent.code, agent.message));
  try {
    const file = await findLedger(folder);
    if (!file.ok) return err(problem(file.error.code, file.error.message));
    const stateFolder = join(file.value, '..');
    const state = foldFile(file.value);
    const { head } = state.integration;
    if (head === undefined)
      return err(problem('no-result', 'The swarm has merged nothing yet. Start it with `s2 run`.'));
    const checkout = await openCheckout(join(stateFolder, '..'), stateFolder);
    const wanted = { swarm: state.name, integrationBranch: state.integrationBranch, result: head };
    return await act({ stateFolder, state, checkout, wanted });
  } catch (cause) {
    if (cause instanceof LedgerError || cause instanceof GitError) return err(problem(cause.code, cause.message));
    throw cause;
  }
}

/** Two merges at a time would each take the other for a person's edits. */
async function alone<Value>(
  { stateFolder }: Place,
  act: () => Promise<Result<Value, MergeProblem>>,
): Promise<Result<Value, MergeProblem>> {
  const lock = acquireProcessLock(join(stateFolder, 'merge.lock'));
  if (!lock) return err(problem('busy', 'Another process is merging into this checkout. Try again in a moment.'));
  try {
    return await act();
  } finally {
    lock.release();
  }
}

async function look({ checkout, wanted, state }: Place): Promise<Result<MergeLook, MergeProblem>> {
  const cut = await describeCut(checkout);
  if (cut) return err(cut);
  const prepared = await prepareMerge(checkout, wanted);
  if (!prepared.ok) return prepared;
  const { stand, commit } = prepared.value;
  const edits = commit === undefined ? [] : await editsInTheWay(checkout, stand.head, commit);
  if (edits.length > 0) {
    const message = `Your edits are in the way: ${edits.slice(0, 10).join(', ')}. Commit, stash or move them, then merge.`;
    return err(problem('local-edits', message, edits));
  }
  return ok(viewOf(state, wanted, prepared.value));
}

function viewOf(state: SwarmState, wanted: SwarmResult, prepared: Prepared): MergeLook {
  const { stand, commit, incoming, files, leftOut } = prepared;
  const tasks = [...state.tasks.values()].filter(({ spec }) => spec.idle === undefined);
  const merged = tasks.filter(({ progress }) => progress.stage === 'completed' && incoming.has(progress.merge));
  const open = tasks.filter(({ progress }) => progress.stage !== 'completed' && progress.stage !== 'cancelled');
  const { integrationBranch, result } = wanted;
  return {
    ...stand,
    integrationBranch,
    result,
    outcome: commit === undefined ? 'contained' : 'merge',
    commits: incoming.size,
    files: { count: files.length, first: files.slice(0, 100) },
    tasks: merged.map(({ spec: { id, title } }) => ({ id, title })),
    open: open.map(({ spec }) => spec.id),
    notes: [
      ...(leftOut === 0
        ? []
        : [`${leftOut} commits on ${integrationBranch} are not accounted for by the ledger and are left out.`]),
      ...noteRules(state, files),
    ],
  };
}

/** Sessions write what they like into their worktrees: what they are held to becomes theirs to say only by a merge, and not unseen. */
function noteRules(state: SwarmState, files: readonly string[]): readonly string[] {
  const documents = new Set([...state.tasks.values()].map(({ spec }) => spec.source.file));
  const rules = files.filter((file) => /^swarm\.ya?ml$/i.test(file) || documents.has(file));
  if (rules.length === 0) return [];
  const more = rules.length > 5 ? ` and ${rules.length - 5} more` : '';
  const named = rules.slice(0, 5).join(', ');
  return [
    `The result changes ${named}${more}, which a running swarm follows at once: limits, approvals, commands. Read that first.`,
  ];
}

async function merge(
  place: Place,
  expected: Pick<MergeLook, 'head' | 'result'> | undefined,
): Promise<Result<MergeDone, MergeProblem>> {
  const moved = await mergeResult(place.checkout, place.wanted, expected);
  if (!moved.ok) return moved;
  if (moved.value) return tell(place, moved.value);
  return err(problem('contained', 'The branch holds the whole result already; there is nothing to merge.'));
}

async function undo(place: Place): Promise<Result<MergeDone, MergeProblem>> {
  const moved = await undoMerge(place.checkout, place.wanted.integrationBranch);
  return moved.ok ? tell(place, moved.value) : moved;
}

/** Tells the ledger what is done; should that not be possible now, it stays noted, and the next `s2 merge` tells it. */
async function tell({ stateFolder, checkout }: Place, moved: Moved): Promise<Result<MergeDone, MergeProblem>> {
  const { kind, branch, before, merge: commit, forget } = moved;
  if (!isNews(foldFile(join(stateFolder, 'ledger.db')), { kind, branch, merge: commit })) {
    await forget();
    return ok({ kind, branch, before, merge: commit, unrecorded: null });
  }
  const result = (await resolveCommit(checkout.repository, `${commit}^2`)) ?? commit;
  const told = await asPerson(stateFolder, (person) =>
    person.resultMerged({ kind, branch, before, merge: commit, result }),
  );
  if (told.ok) await forget();
  const unrecorded = told.ok ? null : `${told.error.message} The ledger does not say so yet: \`s2 merge\` tells it.`;
  return ok({ kind, branch, before, merge: commit, unrecorded });
}
