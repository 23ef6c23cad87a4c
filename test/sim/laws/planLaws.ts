import type { SwarmPlan } from '../../../src/domain/task/plan.ts';
import type { SwarmState } from '../../../src/domain/task/swarmState.ts';
import { sameJson } from '../../../src/domain/witness/canonicalJson.ts';
import type { Entry, SealedEntry } from '../../../src/domain/witness/entry.ts';

/** What begins has to be what the documents want: a change that waited for the end of a claim is there before the next one. */
export function checkClaimsOf(
  entries: readonly SealedEntry[],
  { tasks }: SwarmPlan,
  state: SwarmState,
): string | undefined {
  for (const { entry } of entries) {
    if (entry.event.type !== 'task.claimed') continue;
    const { task: id } = entry.event;
    const spec = state.tasks.get(id)?.spec;
    // Help belongs to its blocker, not to the documents.
    if (!spec || spec.helps) continue;
    const wanted = tasks.find((task) => task.id === id);
    if (!wanted) return `${id} was begun, and is in no document any more`;
    const { source: _, ...now } = spec;
    const { source: _source, ...then } = wanted;
    if (!sameJson(now, then)) return `${id} was begun as it was planned before the documents changed`;
  }
  return undefined;
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
