import type { Disposable } from '../../base/disposable.ts';
import type { Event } from '../../base/emitter.ts';
import type { SealedEntry } from '../../domain/witness/entry.ts';
import type { Clock } from '../ports/clock.ts';
import type { EntrySubscriber, Following, PushedEntry } from '../ports/coordinatorService.ts';
import { LedgerError, type Ledger } from '../ports/ledger.ts';

/** How much of the past is read at once: small enough that nobody waits for it, large enough that reading costs little per entry. */
export interface PageSize {
  readonly entries: number;
  readonly characters: number;
}

export const defaultPage: PageSize = { entries: 512, characters: 256 * 1024 };

/** Between two pages of a subscriber that takes everything, others have their turn. */
const turnMs = 1;

export interface FeedSource {
  readonly ledger: Ledger;
  /** Fires with entries that are durable, in order. */
  readonly onCommit: Event<readonly SealedEntry[]>;
  readonly clock: Clock;
  readonly page?: PageSize | undefined;
}

/**
 * Gives the entries of a ledger to any number of subscribers, each at its own pace. Nothing is kept for a subscriber that does not take more: it is
 * given pages of the ledger when it does, and new entries as they become durable once it has them all.
 */
export class LedgerFeed implements Disposable {
  readonly #source: FeedSource;
  readonly #followers = new Set<Follower>();
  readonly #listening: Disposable;

  constructor(source: FeedSource) {
    this.#source = source;
    this.#listening = source.onCommit((sealed) => this.#push(sealed));
  }

  /** Gives every entry above `from` in order and once, the first page of them before this returns. */
  follow(from: number, subscriber: EntrySubscriber): Following {
    const follower = new Follower(this.#source, from, subscriber, () => this.#followers.delete(follower));
    this.#followers.add(follower);
    follower.page();
    return follower;
  }

  dispose(): void {
    this.#listening.dispose();
    for (const follower of [...this.#followers]) follower.dispose();
  }

  #push(sealed: readonly SealedEntry[]): void {
    if (this.#followers.size === 0) return;
    // One array for all: a transport that knows it again puts it into bytes once.
    const entries = sealed.map(({ entry, body }) => ({ sequence: entry.sequence, body }));
    for (const follower of [...this.#followers]) follower.push(entries);
  }
}

/** `paging`: the next page comes in its turn; `full`: it comes when the subscriber resumes; `live`: it has everything and is given what is new. */
type Pace = 'paging' | 'full' | 'live' | 'over';

class Follower implements Following {
  readonly #ledger: Ledger;
  readonly #clock: Clock;
  readonly #size: PageSize;
  readonly #subscriber: EntrySubscriber;
  readonly #ended: () => void;
  #last: number;
  #pace: Pace = 'paging';
  #turn: Disposable | undefined;

  constructor(source: FeedSource, from: number, subscriber: EntrySubscriber, ended: () => void) {
    this.#ledger = source.ledger;
    this.#clock = source.clock;
    this.#size = source.page ?? defaultPage;
    this.#last = from;
    this.#subscriber = subscriber;
    this.#ended = ended;
  }

  push(entries: readonly PushedEntry[]): void {
    if (this.#pace !== 'live') return;
    const first = entries[0];
    if (!first || (entries.at(-1)?.sequence ?? 0) <= this.#last) return;
    // A page may have held the first of them already, and a huge commit is given by pages like the past.
    if (first.sequence !== this.#last + 1 || entries.length > this.#size.entries) this.page();
    else this.#give(entries, 'live');
  }

  resume(): void {
    if (this.#pace === 'full') this.page();
  }

  /** Gives what comes next in the ledger; when that is its end, the subscriber is live: nothing can be appended in between. */
  page(): void {
    try {
      const { entries, isLast } = readPage(this.#ledger, this.#last, this.#size);
      this.#give(entries, isLast ? 'live' : 'paging');
    } catch (cause) {
      if (!(cause instanceof LedgerError)) throw cause;
      this.dispose();
      this.#subscriber.fail(cause);
    }
  }

  #give(entries: readonly PushedEntry[], pace: 'live' | 'paging'): void {
    this.#last = entries.at(-1)?.sequence ?? this.#last;
    const wantsMore = entries.length === 0 || this.#subscriber.take(entries);
    if (this.#pace === 'over') return;
    this.#pace = wantsMore ? pace : 'full';
    if (this.#pace === 'paging') this.#turn = this.#clock.after(turnMs, () => this.page());
  }

  dispose(): void {
    this.#pace = 'over';
    this.#turn?.dispose();
    this.#ended();
  }
}

function readPage(
  ledger: Ledger,
  after: number,
  size: PageSize,
): { readonly entries: readonly PushedEntry[]; readonly isLast: boolean } {
  const entries: PushedEntry[] = [];
  let characters = 0;
  for (const { sequence, body } of ledger.read(after)) {
    if (entries.length >= size.entries || (entries.length > 0 && characters + body.length > size.characters))
      return { entries, isLast: false };
    entries.push({ sequence, body });
    characters += body.length;
  }
  return { entries, isLast: true };
}
