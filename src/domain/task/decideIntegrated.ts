import { decideIntegration } from './decideEffect.ts';
import type { EvidenceRef, SwarmEvent } from './event.ts';
import type { TaskId } from './ids.ts';
import { accept, refuse, type Decision } from './refusal.ts';
import type { SwarmState } from './swarmState.ts';

/** One task of a batch that was merged, and its own commit of the branch. */
export interface MergedTask {
  readonly task: TaskId;
  readonly epoch: number;
  readonly merge: string;
}

/**
 * Decides how a batch is recorded that the branch was moved by at once: each task with its own merge, in order, and all of them or
 * none, because what one of them is refused for is on the branch below the others.
 */
export function decideIntegratedAll(
  state: SwarmState,
  merged: readonly MergedTask[],
  evidence: readonly EvidenceRef[],
): Decision<SwarmEvent> {
  const names = new Set(merged.map(({ task }) => task));
  if (names.size !== merged.length) return refuse({ code: 'forbidden', reason: 'a batch names a task twice' });
  const told = new Set<string>();
  const facts: SwarmEvent[] = [];
  for (const { task, epoch, merge } of merged) {
    const decision = decideIntegration(state, { task, epoch }, { merged: true, merge, evidence });
    if (!decision.accepted) return decision;
    // Two of them may have helped with the same blocker: it is cleared once, and help that is merged is not withdrawn.
    facts.push(...decision.events.filter((event) => isNews(event, told, names)));
  }
  return accept(...facts);
}

function isNews(event: SwarmEvent, told: Set<string>, merged: ReadonlySet<TaskId>): boolean {
  if (event.type !== 'blocker.cleared' && event.type !== 'task.withdrawn') return true;
  if (event.type === 'task.withdrawn' && merged.has(event.task)) return false;
  const key = event.type === 'blocker.cleared' ? `blocker/${event.blocker}` : `task/${event.task}`;
  if (told.has(key)) return false;
  told.add(key);
  return true;
}
