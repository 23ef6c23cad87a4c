import type { SwarmEvent } from '../../../src/domain/task/event.ts';
import type { SwarmState } from '../../../src/domain/task/swarmState.ts';
import type { SessionSpec, TaskSpec } from '../../../src/domain/task/plan.ts';
import type { Entry } from '../../../src/domain/witness/entry.ts';

interface Seen {
  readonly verified: number[];
  /** 1 for a success, 0 for a failure, oldest first; the same for what was in time and for efficiency. */
  readonly success: number[];
  readonly compliance: number[];
  readonly efficiency: number[];
  adjustment: number;
  limited: boolean;
  outcomes: number;
}

/**
 * The rules of reputation written down a second time, with whole lists instead of fading sums, and read against the ledger alone.
 * Gives the first change of a level that nothing earned, a change that is missing, or the reputation that differs.
 */
export function checkRecords(entries: readonly Entry[], state: SwarmState): string | undefined {
  const walk = new RecordWalk();
  for (const { event, at, sequence } of entries) {
    const broken = walk.follow(event, at);
    if (broken !== undefined) return `entry ${sequence} (${event.type}): ${broken}`;
  }
  for (const [id, session] of state.sessions) {
    const expected = walk.reputationOf(id);
    if (Math.abs(session.record.reputation - expected) > 1e-9)
      return `${id} has a reputation of ${session.record.reputation}, but the ledger says ${expected}`;
    const due = walk.isDue(id);
    if (due !== undefined && state.sequence === entries.length) return `${id} ${due}, and nothing says so`;
  }
  return undefined;
}

class RecordWalk {
  readonly #sessions = new Map<string, Seen>();
  readonly #rules = new Map<string, SessionSpec['reputation']>();
  readonly #tasks = new Map<string, TaskSpec>();
  readonly #claims = new Map<string, { readonly by: string; readonly since: number; until: number | undefined }>();
  readonly #spent = new Map<string, number>();
  #probation = false;

  follow(event: SwarmEvent, at: number): string | undefined {
    switch (event.type) {
      case 'policy.changed':
      case 'swarm.opened':
        this.#probation = event.policy.probation ?? false;
        return undefined;
      case 'session.planned':
        this.#rules.set(event.session.id, event.session.reputation);
        this.#seen(event.session.id);
        return undefined;
      case 'task.planned':
      case 'rescue.started':
      case 'recovery.started':
        this.#tasks.set(event.task.id, event.task);
        return undefined;
      case 'budget.settled':
        this.#spent.set(event.task, (this.#spent.get(event.task) ?? 0) + event.cost);
        return undefined;
      case 'task.claimed':
        this.#claims.set(event.task, { by: event.session, since: at, until: undefined });
        return undefined;
      case 'task.submitted': {
        const claim = this.#claims.get(event.task);
        if (claim) claim.until = at;
        return undefined;
      }
      case 'task.completed':
        this.#complete(event.task, at);
        return undefined;
      case 'task.failed': {
        const claim = this.#end(event.task);
        if (!claim) return undefined;
        const seen = this.#seen(claim.by);
        seen.success.push(0);
        seen.outcomes += 1;
        return undefined;
      }
      case 'task.released': {
        const claim = this.#end(event.task);
        if (claim && (event.reason === 'lease-expired' || event.reason === 'stalled')) this.#miss(claim.by);
        return undefined;
      }
      case 'blocker.reported':
        this.#end(event.task);
        return undefined;
      case 'task.withdrawn': {
        const helper = event.idle ? this.#tasks.get(event.task)?.session : undefined;
        if (helper !== undefined) this.#miss(helper);
        return undefined;
      }
      case 'autonomy.changed': {
        const due = this.isDue(event.session);
        const seen = this.#seen(event.session);
        seen.limited = event.to === 'limited';
        return due === (seen.limited ? 'has lost its level' : 'has earned its level') ? undefined : 'nothing earned it';
      }
      default:
        return undefined;
    }
  }

  reputationOf(session: string): number {
    const { success, compliance, efficiency, adjustment } = this.#seen(session);
    const earned = 0.5 * faded(success) + 0.3 * faded(compliance) + 0.2 * faded(efficiency);
    return Math.min(1, Math.max(0, earned + adjustment));
  }

  isDue(session: string): 'has lost its level' | 'has earned its level' | undefined {
    const { limited, outcomes, verified } = this.#seen(session);
    const reputation = this.reputationOf(session);
    if (!limited) return outcomes >= 3 && reputation < 0.4 ? 'has lost its level' : undefined;
    return verified.length >= 3 && reputation >= 0.5 ? 'has earned its level' : undefined;
  }

  #complete(id: string, at: number): void {
    const claim = this.#end(id);
    const task = this.#tasks.get(id);
    if (!claim || !task) return;
    const seen = this.#seen(claim.by);
    const worked = (claim.until ?? at) - claim.since;
    const { hours, cost } = task.estimate;
    const spent = this.#spent.get(id) ?? 0;
    seen.outcomes += 1;
    seen.verified.push(at);
    seen.success.push(1);
    seen.compliance.push(hours !== undefined && hours > 0 && worked > hours * 3_600_000 ? 0 : 1);
    if (cost !== undefined && spent > 0) seen.efficiency.push(Math.min(1, (cost * 1e6) / spent));
    else if (hours !== undefined && hours > 0 && worked > 0)
      seen.efficiency.push(Math.min(1, (hours * 3_600_000) / worked));
    seen.adjustment = Math.min(0, seen.adjustment + (this.#rules.get(claim.by)?.recovery ?? 0.01));
  }

  #miss(session: string): void {
    const seen = this.#seen(session);
    seen.outcomes += 1;
    seen.compliance.push(0);
    seen.adjustment = Math.max(-1, seen.adjustment - (this.#rules.get(session)?.missPenalty ?? 0.05));
  }

  #end(task: string): { readonly by: string; readonly since: number; readonly until: number | undefined } | undefined {
    const claim = this.#claims.get(task);
    this.#claims.delete(task);
    return claim;
  }

  #seen(session: string): Seen {
    const known = this.#sessions.get(session);
    if (known) return known;
    const lists = { verified: [], success: [], compliance: [], efficiency: [] };
    const seen: Seen = { ...lists, adjustment: 0, limited: this.#probation, outcomes: 0 };
    this.#sessions.set(session, seen);
    return seen;
  }
}

/** Each value weighs nine tenths of the next one; what is not known counts as two halves. */
function faded(values: readonly number[]): number {
  const weights = values.map((_, at) => 0.9 ** (values.length - 1 - at));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return (values.reduce((total, value, at) => total + value * (weights[at] ?? 0), 0) + 1) / (sum + 2);
}
