import type { SwarmEvent } from './event.ts';
import { accept, refuse, type Decision } from './refusal.ts';
import type { SwarmState } from './swarmState.ts';

/** Decides which fact says where the swarm began to write to `branch`, which is at `head` now; none when the ledger knows. */
export function beginIntegration(state: SwarmState, branch: string, head: string): readonly SwarmEvent[] {
  const known = state.integration.head !== undefined && state.integrationBranch === branch;
  return known ? [] : [{ type: 'integration.began', branch, head }];
}

/** Decides whether a person may take over commits that somebody else put onto the integration branch, up to `head`. */
export function decideAcceptCommits(
  state: SwarmState,
  asked: { readonly from: string; readonly head: string; readonly commits: readonly string[]; readonly more: number },
): Decision<SwarmEvent> {
  const { head } = state.integration;
  if (head === undefined) return refuse({ code: 'forbidden', reason: 'the swarm has not been launched yet' });
  // What a person has looked at was counted from there: a merge since then has changed what it would mean.
  if (asked.from !== head)
    return refuse({
      code: 'forbidden',
      reason: `the ledger accounts for ${head.slice(0, 12)} and not for ${asked.from.slice(0, 12)}`,
    });
  if (asked.head === head) return refuse({ code: 'forbidden', reason: 'there is no commit to accept' });
  return accept({ type: 'integration.accepted', ...asked });
}

/** Whether a commit says that it is the swarm's work and the ledger has never heard of it. */
export function isForged(
  state: SwarmState,
  commit: { readonly commit: string; readonly claims: string | null },
): boolean {
  return commit.claims !== null && !state.integration.recorded.has(commit.commit);
}

/** Whether a commit was handed in and is waited for no more: its task was taken back or rejected before the ledger heard of a merge. */
export function isTakenBack(state: SwarmState, commit: string): boolean {
  return state.integration.recorded.has(commit) && !isSubmitted(state, commit);
}

/** Whether a commit was handed in and waits for its merge. */
export function isSubmitted(state: SwarmState, commit: string): boolean {
  return [...state.submitted].some((id) => {
    const progress = state.tasks.get(id)?.progress;
    return progress?.stage === 'submitted' && progress.commit === commit;
  });
}
