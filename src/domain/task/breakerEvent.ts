import type { SessionId, TaskId } from './ids.ts';

/** What a breaker stands before. */
export type BreakerName = { readonly kind: 'session' | 'pool' | 'command'; readonly id: string };

/** Facts about breakers; that failures open one follows from the failures. */
export type BreakerEvent =
  | {
      readonly type: 'provider.refused';
      readonly pool: string;
      readonly session: SessionId;
      readonly task: TaskId;
      readonly epoch: number;
      readonly kind: 'quota' | 'auth' | 'overload';
      /** When the provider said it would serve again, ms since epoch; null when only a person can tell. */
      readonly until: number | null;
    }
  | {
      readonly type: 'breaker.revived';
      readonly breaker: BreakerName;
      readonly to: 'half-open' | 'closed';
      readonly by: 'time' | 'person';
    };
