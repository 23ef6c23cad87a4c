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

/** Gives the merge queue the submitted tasks that are next, in the order of submission. */
export async function nextIntegration(
  { room, ledger, state, durable, isOver }: IntegrationParts,
  request: RequestOf<'nextIntegration'>,
  signal: AbortSignal,
): Promise<IntegrationAnswer> {
  const first = (): string | undefined => nextSubmitted(state(), durable(), 1)[0];
  if (request.wait) await room.wait(() => isOver() || first() !== undefined, signal);
  const next = nextSubmitted(state(), durable(), request.upTo ?? state().policy.integrationBatch);
  const batch = next.map((id) => toIntegration(state(), id, (sequence) => hashOf(ledger, sequence)));
  const [integration] = batch;
  if (!integration || signal.aborted) return { outcome: 'finished' };
  return { outcome: 'integrate', integration, batch };
}

/** The hash of an entry, hex. Throws LedgerError, and RangeError when there is no such entry. */
export function hashOf(ledger: Ledger, sequence: number): string {
  for (const { hash } of ledger.read(sequence - 1)) return toHex(hash);
  throw new RangeError(`the ledger has no entry ${sequence}`);
}
