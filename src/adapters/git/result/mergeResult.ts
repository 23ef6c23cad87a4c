import { err, ok, type Result } from '../../../base/result.ts';
import type { MergeProblem } from '../../../protocol/resultMerge.ts';
import { resolveCommit } from '../repository.ts';
import { problem, standOf, type Checkout } from './checkout.ts';
import { mergedBefore, prepareMerge, type SwarmResult } from './lookAtResult.ts';
import { moveCheckout } from './moveCheckout.ts';
import { forgetMove, readMove, type Move } from './moveJournal.ts';
import { resultRef } from './resultRef.ts';

/** What was moved, and still has to be told to the ledger; `forget` is called when it has been. */
export interface Moved {
  readonly kind: Move['kind'];
  readonly branch: string;
  readonly before: string;
  readonly merge: string;
  readonly forget: () => Promise<void>;
}

/** Merges a result into the branch that is checked out; goes on with a merge that was cut off. Undefined when the branch holds it already. */
export async function mergeResult(
  checkout: Checkout,
  wanted: SwarmResult,
  expected?: { readonly head: string; readonly result: string },
): Promise<Result<Moved | undefined, MergeProblem>> {
  const cut = await readMove(checkout.repository.state);
  if (cut) return goOn(checkout, cut);
  const prepared = await prepareMerge(checkout, wanted);
  if (!prepared.ok) return prepared;
  const { stand, commit } = prepared.value;
  if (expected && (expected.head !== stand.head || expected.result !== wanted.result))
    return err(problem('moved', `${stand.branch} or the result has moved since you looked. Look again, then merge.`));
  if (commit === undefined) return ok(undefined);
  const move: Move = { kind: 'merge', branch: stand.branch, from: stand.head, to: commit, stage: 'begun' };
  return moveOn(checkout, move, false);
}

/** Takes the last merge of a result back, while the branch is still at it; also one that was cut off. */
export async function undoMerge(checkout: Checkout, integration: string): Promise<Result<Moved, MergeProblem>> {
  const cut = await readMove(checkout.repository.state);
  if (cut) return goBack(checkout, cut);
  const stand = await standOf(checkout, integration);
  if (!stand.ok) return stand;
  const { branch, head } = stand.value;
  const before = await mergedBefore(checkout.repository, stand.value, resultRef(branch));
  if (!before.ok) return before;
  return moveOn(checkout, { kind: 'undo', branch, from: head, to: before.value, stage: 'begun' }, false);
}

/** What a merge that was cut off has left, in a sentence; undefined when there is none. */
export async function describeCut(checkout: Checkout): Promise<MergeProblem | undefined> {
  const cut = await readMove(checkout.repository.state);
  if (!cut) return undefined;
  const what = cut.kind === 'merge' ? 'The merge' : 'Taking back the merge';
  const how = cut.stage === 'begun' ? 'was cut off in the middle' : 'is done, and the ledger does not say so yet';
  const back = cut.stage === 'begun' ? ', `s2 merge --undo` goes back' : '';
  return problem('cut-off', `${what} into ${cut.branch} ${how}. \`s2 merge\` goes on with it${back}.`);
}

function goBack(checkout: Checkout, cut: Move): Promise<Result<Moved, MergeProblem>> {
  if (cut.kind === 'undo') return goOn(checkout, cut);
  return resume(checkout, { ...cut, kind: 'undo', from: cut.to, to: cut.from, stage: 'begun' });
}

function goOn(checkout: Checkout, cut: Move): Promise<Result<Moved, MergeProblem>> {
  return cut.stage === 'moved' ? Promise.resolve(ok(toMoved(checkout, cut))) : resume(checkout, cut);
}

/** Only where the branch still is at one of the two commits is the rest of the change still what the person wanted. */
async function resume(checkout: Checkout, move: Move): Promise<Result<Moved, MergeProblem>> {
  const { repository } = checkout;
  const head = await resolveCommit(repository, `refs/heads/${move.branch}`);
  const args = ['symbolic-ref', '--quiet', 'HEAD'] as const;
  const at = (await repository.git({ cwd: repository.root, args, accept: [1] })).stdout.trim();
  if (at === `refs/heads/${move.branch}` && (head === move.from || head === move.to))
    return moveOn(checkout, move, true);
  const message = `A merge into ${move.branch} was cut off, and the checkout has moved since. Look at \`git status\`, put its files right, then remove .s2/merging.json.`;
  return err(problem('cut-off', message));
}

async function moveOn(checkout: Checkout, move: Move, resumed: boolean): Promise<Result<Moved, MergeProblem>> {
  const moved = await moveCheckout(checkout, move, resumed);
  return moved.ok ? ok(toMoved(checkout, move)) : moved;
}

function toMoved({ repository }: Checkout, { kind, branch, from, to }: Move): Moved {
  const [before, merge] = kind === 'merge' ? [from, to] : [to, from];
  return { kind, branch, before, merge, forget: () => forgetMove(repository.state) };
}
