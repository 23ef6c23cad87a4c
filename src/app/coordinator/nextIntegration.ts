import type { SwarmState } from '../../domain/task/swarmState.ts';
import { toHex } from '../../domain/witness/primitives.ts';
import type { IntegrationAnswer, RequestOf } from '../../protocol/verbs.ts';
import type { Ledger } from '../ports/ledger.ts';
import { nextSubmitted, toIntegration } from './answers.ts';
import type { WaitingRoom } from './waitingRoom.ts';

export interface IntegrationParts {
  readonly room: WaitingRoom;
  readonly ledger: Ledger;
  readonly state: () => SwarmState;
  /** The last sequence that the ledger keeps. */
  readonly durable: () => number;
  /** Whether there will never be work again. */
  readonly isOver: () => boolean;
}

/** Gives the merge queue the submitted task that is next, in the order of submission. */
export async function nextIntegration(
  { room, ledger, state, durable, isOver }: IntegrationParts,
  request: RequestOf<'nextIntegration'>,
  signal: AbortSignal,
): Promise<IntegrationAnswer> {
  const first = (): string | undefined => nextSubmitted(state(), durable());
  if (request.wait) await room.wait(() => isOver() || first() !== undefined, signal);
  const next = first();
  if (next === undefined || signal.aborted) return { outcome: 'finished' };
  return { outcome: 'integrate', integration: toIntegration(state(), next, (sequence) => hashOf(ledger, sequence)) };
}

/** The hash of an entry, hex. Throws LedgerError, and RangeError when there is no such entry. */
export function hashOf(ledger: Ledger, sequence: number): string {
  for (const { hash } of ledger.read(sequence - 1)) return toHex(hash);
  throw new RangeError(`the ledger has no entry ${sequence}`);
}
