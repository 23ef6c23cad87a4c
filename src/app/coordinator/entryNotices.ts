import type { EntrySubscriber, PushedEntry } from '../ports/coordinatorService.ts';

/**
 * Tells subscribers that there are entries, without what they say: `{"sequence":n}` each, in order and without gaps. A session learns from it when to
 * ask again; what concerns it is in the answers to its own requests.
 */
export class EntryNotices {
  /** The notices of a page, so that the same array goes to all who are given the page. */
  readonly #ofPage = new WeakMap<readonly PushedEntry[], readonly PushedEntry[]>();

  for(subscriber: EntrySubscriber): EntrySubscriber {
    return {
      take: (entries) => subscriber.take(this.#of(entries)),
      fail: (fault) => subscriber.fail(fault),
    };
  }

  #of(entries: readonly PushedEntry[]): readonly PushedEntry[] {
    const known = this.#ofPage.get(entries);
    if (known) return known;
    const notices = entries.map(({ sequence }) => ({ sequence, body: JSON.stringify({ sequence }) }));
    this.#ofPage.set(entries, notices);
    return notices;
  }
}
