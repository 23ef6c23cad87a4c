/** Requests that wait for something to do, without polling: each is woken when its own condition may hold. */
export class WaitingRoom {
  readonly #waiting = new Set<{ readonly ready: () => boolean; readonly wake: () => void }>();

  /** Resolves when `ready` holds at a change, or when `signal` aborts. */
  wait(ready: () => boolean, signal: AbortSignal): Promise<void> {
    if (signal.aborted || ready()) return Promise.resolve();
    return new Promise((resolve) => {
      const guest = {
        ready,
        wake: () => (this.#waiting.delete(guest), signal.removeEventListener('abort', guest.wake), resolve()),
      };
      this.#waiting.add(guest);
      signal.addEventListener('abort', guest.wake);
    });
  }

  /** Wakes those whose condition holds now. */
  changed(): void {
    for (const guest of [...this.#waiting]) if (guest.ready()) guest.wake();
  }
}
