import { accept, refuse, type Decision } from './refusal.ts';
import type { MergeEvent } from './resultEvent.ts';
import type { SwarmState } from './swarmState.ts';

/** What a person says that they have done. */
export interface ResultDeed {
  readonly kind: 'merge' | 'undo';
  readonly branch: string;
  readonly before: string;
  readonly merge: string;
  readonly result: string;
}

/** Whether there is anything to record of it: whoever was cut off says it again, and nobody has to hear that what was never told is taken back. */
export function isNews(
  state: SwarmState,
  { kind, branch, merge }: Pick<ResultDeed, 'kind' | 'branch' | 'merge'>,
): boolean {
  return (state.results.get(branch) === merge) === (kind === 'undo');
}

/** Decides how a merge of the result, or its taking back, is recorded. */
export function decideResult(state: SwarmState, deed: ResultDeed): Decision<MergeEvent> {
  const { kind, branch, before, merge, result } = deed;
  if (!isNews(state, deed)) return refuse({ code: 'forbidden', reason: `the ledger has ${branch} like that already` });
  if (kind === 'undo') return accept({ type: 'result.undone', branch, before, merge });
  if (!state.integration.heads.has(result))
    return refuse({
      code: 'forbidden',
      reason: `${result.slice(0, 12)} was never the head of ${state.integrationBranch} by the ledger`,
    });
  return accept({ type: 'result.merged', branch, before, merge, result });
}

/** Folds one of these facts. */
export function applyResult(state: SwarmState, event: MergeEvent): void {
  if (event.type === 'result.merged') state.results.set(event.branch, event.merge);
  else state.results.delete(event.branch);
}
