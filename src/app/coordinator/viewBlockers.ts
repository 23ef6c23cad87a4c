import { keptAs, type MergeConflict } from '../../domain/task/conflict.ts';
import { blockersOn } from '../../domain/task/blocking.ts';
import type { SessionId } from '../../domain/task/ids.ts';
import type { BlockerState, SwarmState } from '../../domain/task/swarmState.ts';
import { explainCycle, whyUnhelped } from '../../domain/task/whyBlocked.ts';
import { cycleOf, findCycles } from '../../domain/task/waitGraph.ts';
import type { BlockerView, SwarmSnapshot } from '../../protocol/swarmSnapshot.ts';
import type { ClaimedTask } from '../../protocol/verbs.ts';

/** A blocker as people and programs see it. */
export function viewBlocker(state: SwarmState, blocker: BlockerState): BlockerView {
  const { id, task, session, reason, needs, since, holds, on, conflict } = blocker;
  return {
    id,
    task,
    session,
    reason,
    needs: [...needs],
    since,
    helpers: [...blocker.helpers].map(([helper, help]) => ({ session: helper, task: help })),
    holds,
    on: on?.id ?? null,
    offers: [...blocker.offers].map(([helper, { match, note }]) => ({ session: helper, match, note })),
    ...(conflict ? { conflict: viewConflict(conflict, blocker, state.tasks.get(task)?.solver) } : {}),
    circle: (cycleOf(state, id)?.members ?? []).map((member) => member.id),
  };
}

function viewConflict(
  conflict: MergeConflict,
  { task, epoch }: BlockerState,
  solver: SessionId | undefined,
): NonNullable<BlockerView['conflict']> {
  const { files, more, commit, onto, others } = conflict;
  return {
    files: [...files],
    more,
    commit,
    kept: keptAs(task, epoch),
    onto,
    others: others.map((other) => ({
      commit: other.commit,
      task: other.task ?? null,
      session: other.session ?? null,
    })),
    solver: solver ?? null,
  };
}

/** Who waits for a session, as it is told. */
export function viewBlocking(state: SwarmState, session: SessionId): ClaimedTask['blocking'] {
  return blockersOn(state, session).map(({ id, task, session: waiter, reason, offers }) => ({
    blocker: id,
    task,
    session: waiter,
    reason,
    offers: [...offers.keys()],
  }));
}

/** The blockers that only a person can move on, and each circle once, at its oldest wait. */
export function blockersThatNeedYou(state: SwarmState, blockers: readonly BlockerState[]): SwarmSnapshot['needsYou'] {
  const circles = findCycles(state).map((cycle) => ({
    subject: cycle.blockers[0] ?? '',
    ...explainCycle(state, cycle),
    answer: { kind: 'blocker' as const, id: cycle.blockers[0] ?? '' },
  }));
  const alone = blockers.flatMap((blocker) => {
    const why = whyUnhelped(state, blocker);
    if (!why) return [];
    const kind = blocker.offers.size > 0 ? ('offer' as const) : ('blocker' as const);
    return [{ subject: blocker.id, ...why, answer: { kind, id: blocker.id } }];
  });
  return [...circles, ...alone];
}
