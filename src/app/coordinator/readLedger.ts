import { applyEvent } from '../../domain/task/applyEvent.ts';
import { createSwarmState, type SwarmState } from '../../domain/task/swarmState.ts';
import type { Entry, SealedEntry } from '../../domain/witness/entry.ts';
import { readEntry } from '../../domain/witness/readEntry.ts';
import type { EntrySubscriber } from '../ports/coordinatorService.ts';
import { LedgerError, type Ledger } from '../ports/ledger.ts';

/** The entries above `after`, in order. Throws LedgerError at the first that is no entry. */
export function* readLedger(ledger: Ledger, after: number): Generator<SealedEntry> {
  for (const { sequence, body, hash } of ledger.read(after)) {
    const entry = readEntry(body);
    if (!entry) throw senseless(sequence, undefined);
    yield { entry, body, hash };
  }
}

/** A subscriber in this process, that reads each entry and takes as many as there are. `fail` is told of what cannot be read. */
export function readingSubscriber(
  listener: (pushed: { readonly entry: Entry; readonly body: string }) => void,
  fail: (fault: LedgerError) => void,
): EntrySubscriber {
  return {
    take: (entries) => {
      for (const { sequence, body } of entries) {
        const entry = readEntry(body);
        if (!entry) throw senseless(sequence, undefined);
        listener({ entry, body });
      }
      return true;
    },
    fail,
  };
}

/** Folds an entry that was read into a state. Throws LedgerError when it does not follow from those before. */
export function foldEntry(state: SwarmState, { event, at, sequence }: Entry): void {
  try {
    applyEvent(state, event, at, sequence);
  } catch (cause) {
    throw senseless(sequence, cause);
  }
}

/** The state that a whole ledger tells of. */
export function foldLedger(ledger: Ledger): SwarmState {
  const state = createSwarmState();
  for (const { entry } of readLedger(ledger, 0)) foldEntry(state, entry);
  return state;
}

function senseless(sequence: number, cause: unknown): LedgerError {
  const message = `The ledger cannot be read: entry ${sequence} makes no sense. Look at it with \`s2 witness verify\`; to start over, move the .s2 folder away.`;
  return new LedgerError('damaged', message, cause);
}
