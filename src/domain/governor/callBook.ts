import type { ReservationId, SessionId, TaskId } from '../task/ids.ts';
import type { TokenBucket } from './bulkhead.ts';

/** A call that money was set aside for and that nobody has settled. */
export interface OpenCall {
  readonly pool: string;
  readonly task: TaskId;
  readonly session: SessionId;
  readonly tokens: number;
  /** Whether it may still be under way: not when the process that made it is gone. */
  isInFlight: boolean;
}

/** The calls of all credential pools, with what their rates have left. Changed only by the fold of the ledger. */
export interface CallBook {
  readonly open: Map<ReservationId, OpenCall>;
  readonly inFlight: Map<string, number>;
  readonly requests: Map<string, TokenBucket>;
  readonly tokens: Map<string, TokenBucket>;
}

export function createCallBook(): CallBook {
  return { open: new Map(), inFlight: new Map(), requests: new Map(), tokens: new Map() };
}
