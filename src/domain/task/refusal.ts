import type { Gate } from '../guard/gate.ts';
import type { CallShortage } from '../governor/bulkhead.ts';
import type { BudgetPlace } from '../governor/budgetBook.ts';
import type { BreakerName } from './event.ts';
import type { BlockerId, SessionId, TaskId } from './ids.ts';

/** Why a request was not granted: an expected outcome with the facts behind it. The set of codes is closed. */
export type Refusal =
  | {
      readonly code: 'unknown';
      readonly what:
        | 'task'
        | 'session'
        | 'blocker'
        | 'approval'
        | 'decision'
        | 'question'
        | 'result'
        | 'reservation'
        | 'price'
        | 'breaker'
        | 'halt';
      readonly id: string;
    }
  | { readonly code: 'finished'; readonly task: TaskId; readonly stage: 'completed' | 'failed' | 'cancelled' }
  | { readonly code: 'taken'; readonly task: TaskId; readonly by: SessionId; readonly stage: 'claimed' | 'submitted' }
  | {
      readonly code: 'blocked';
      readonly task: TaskId;
      readonly waitsFor: readonly TaskId[];
      readonly blockers: readonly BlockerId[];
      /** Set when nothing else keeps the task than that a person has to approve it. */
      readonly gates?: readonly Gate[];
      /** Set when nothing else keeps the task than that another one of its session, which is in work or waits to be merged, writes the same file. */
      readonly beside?: Beside;
    }
  | { readonly code: 'phase-gate'; readonly task: TaskId; readonly phase: number; readonly open: readonly TaskId[] }
  | {
      readonly code: 'not-capable';
      readonly task: TaskId;
      readonly session: SessionId;
      readonly missing: readonly string[];
      readonly match: number;
    }
  /** `wanted` (micro-dollars) does not fit `place`, or nothing more is spent there. */
  | { readonly code: 'no-budget'; readonly session: SessionId; readonly place: BudgetPlace; readonly wanted: number }
  /** Of a command that does not work, it keeps the task from every session. */
  | { readonly code: 'breaker-open'; readonly session?: SessionId; readonly breaker: BreakerName }
  /** There is room for the call later: `pool` is the credential that is used to its limit now. */
  | { readonly code: 'no-slot'; readonly session: SessionId; readonly pool: string; readonly shortage: CallShortage }
  /** `tier`: only the agents of this tier are all at work. */
  | {
      readonly code: 'agent-ceiling';
      readonly session: SessionId;
      readonly ceiling: number;
      readonly tier?: string;
    }
  /** `review`: nobody paused it, but as much waits for a person's approval as may. */
  | { readonly code: 'paused'; readonly review?: { readonly waiting: number; readonly limit: number } }
  | { readonly code: 'stale-epoch'; readonly task: TaskId; readonly given: number; readonly current: number }
  /** `next` is the nearest step that would change it, a sentence; left out when a look at how things stand is. */
  | { readonly code: 'forbidden'; readonly reason: string; readonly next?: string };

/** Another task that is in somebody's hands, and a file that both write. */
export interface Beside {
  readonly task: TaskId;
  readonly file: string;
}

/** What a decision comes to: the facts to record, in order, or the reason why not. */
export type Decision<Event> =
  | { readonly accepted: true; readonly events: readonly Event[] }
  | { readonly accepted: false; readonly refusal: Refusal };

export function accept<Event>(...events: readonly Event[]): Decision<Event> {
  return { accepted: true, events };
}

export function refuse(refusal: Refusal): { readonly accepted: false; readonly refusal: Refusal } {
  return { accepted: false, refusal };
}
