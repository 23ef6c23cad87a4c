import { withoutSource } from '../../../src/domain/task/adoptPlan.ts';
import type { SwarmPlan } from '../../../src/domain/task/plan.ts';
import type { SwarmState } from '../../../src/domain/task/swarmState.ts';
import { sameJson } from '../../../src/domain/witness/canonicalJson.ts';
import type { Entry, SealedEntry } from '../../../src/domain/witness/entry.ts';

/**
 * What begins has to be what the documents want: a change that waited for the end of a claim is there before the next one. `plans` are those that
 * may count at the moment; none when that is not known.
 */
export function checkClaimsOf(
  entries: readonly SealedEntry[],
  plans: readonly SwarmPlan[],
  state: SwarmState,
  wasReverted: (task: string) => boolean,
): string | undefined {
  for (const { entry } of entries) {
    const task = entry.event.type === 'task.claimed' ? state.tasks.get(entry.event.task) : undefined;
    const spec = task?.spec;
    // Help belongs to its blocker, a search to its error, not to the documents.
    if (!spec || spec.helps || spec.debugs || plans.length === 0) continue;
    const wanted = plans.flatMap(({ tasks }) => tasks.find(({ id }) => id === spec.id) ?? []);
    // What a person has done again is done, whether or not a document still names it.
    if (wanted.length === 0 && (task?.doneBefore || wasReverted(spec.id))) continue;
    if (wanted.length === 0) return `${spec.id} was begun, and is in no document any more`;
    if (!wanted.some((one) => sameJson(withoutSource(one), withoutSource(spec))))
      return `${spec.id} was begun as it was planned before the documents changed`;
  }
  return undefined;
}

/** What is decided has to be decided by the limits that the documents state: `plans` are those that may count at the moment; none when that is not known. */
export function checkLimitsOf(
  entries: readonly SealedEntry[],
  plans: readonly SwarmPlan[],
  state: SwarmState,
): string | undefined {
  const claim = entries.find(({ entry }) => entry.event.type === 'task.claimed' || entry.event.type === 'task.failed');
  if (!claim || plans.length === 0) return undefined;
  const { prices: _, ...inForce } = state.policy;
  if (plans.some(({ policy: { prices: _prices, ...wanted } }) => sameJson(wanted, inForce))) return undefined;
  return `entry ${claim.entry.sequence} (${claim.entry.event.type}) is decided by limits that no document states any more`;
}

/** Nothing is planned anew or withdrawn while somebody holds it. */
export function checkPlanned(entries: readonly Entry[]): string | undefined {
  const inHands = new Set<string>();
  for (const { sequence, event } of entries) {
    switch (event.type) {
      case 'task.claimed':
      case 'task.submitted':
        inHands.add(event.task);
        break;
      case 'task.released':
      case 'task.failed':
      case 'task.completed':
        inHands.delete(event.task);
        break;
      case 'blocker.reported':
        inHands.delete(event.task);
        break;
      case 'task.planned':
        if (inHands.has(event.task.id)) return `entry ${sequence} plans ${event.task.id} anew under whoever holds it`;
        break;
      case 'task.withdrawn':
        if (inHands.has(event.task)) return `entry ${sequence} withdraws ${event.task} from whoever holds it`;
        break;
      default:
        break;
    }
  }
  return undefined;
}
