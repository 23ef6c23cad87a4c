import type { Disposable } from '../../base/disposable.ts';
import type { Event } from '../../base/emitter.ts';
import type { SealedEntry } from '../../domain/witness/entry.ts';
import type { Ledger } from '../ports/ledger.ts';
import { readLedger } from './readLedger.ts';

/** Gives every entry above `from` in order and once: first those of the past, then each as soon as it is durable. */
export function followLedger(
  source: { readonly ledger: Ledger; readonly onCommit: Event<readonly SealedEntry[]> },
  from: number,
  listener: (entry: SealedEntry) => void,
): Disposable {
  let last = from;
  const deliver = (sealed: SealedEntry): void => {
    if (sealed.entry.sequence <= last) return;
    last = sealed.entry.sequence;
    listener(sealed);
  };
  for (const sealed of readLedger(source.ledger, from)) deliver(sealed);
  return source.onCommit((entries) => entries.forEach(deliver));
}
