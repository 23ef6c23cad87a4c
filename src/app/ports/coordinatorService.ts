import type { Disposable } from '../../base/disposable.ts';
import type { Result } from '../../base/result.ts';
import type { OutputChunk, SwarmSnapshot } from '../../protocol/swarmSnapshot.ts';
import type { Problem, Request } from '../../protocol/verbs.ts';
import type { LedgerError, StoredEntry } from './ledger.ts';

/** Who is shown a swarm as it changes. */
export interface Watcher {
  onSnapshot(snapshot: SwarmSnapshot): void;
  onOutput(chunk: OutputChunk): void;
}

/** An entry on its way to a subscriber, as its canonical JSON. */
export type PushedEntry = Pick<StoredEntry, 'sequence' | 'body'>;

/** Who is given the entries of a ledger, at its own pace. */
export interface EntrySubscriber {
  /** Takes entries, in order and each once; false when no more are wanted before `resume`. The same array comes to every subscriber. */
  take(entries: readonly PushedEntry[]): boolean;
  /** The ledger cannot be read: nothing more comes. */
  fail(fault: LedgerError): void;
}

/** A subscriber's end of it. */
export interface Following extends Disposable {
  /** The subscriber, that wanted no more, wants more again. */
  resume(): void;
}

/** The coordinator as one authenticated client may use it. */
export interface ClientAccess {
  /** Name of the principal: the same for all connections of one. */
  readonly name: string;
  handle(
    request: Request,
    asked: { readonly key?: string; readonly signal: AbortSignal },
  ): Promise<Result<unknown, Problem>>;
  /** Every ledger entry above `from`, past ones first, then live: to a person as it is, to others as its sequence alone. */
  subscribe(from: number, subscriber: EntrySubscriber): Following;
  /** Snapshots and output from now on. */
  watch(watcher: Watcher): Disposable;
}

/** Lets a transport find out on whose behalf a connection speaks. */
export interface CoordinatorService {
  /** The access that this token gives; undefined for a token that was never given out. */
  authenticate(token: string): ClientAccess | undefined;
}
