import type { Event } from '../../base/emitter.ts';
import type { Clock } from '../ports/clock.ts';

/** Resolves at the next entry, after `ms` of the clock, or when `signal` aborts, whichever is first. */
export function waitForEntry(
  onEntry: Event<void>,
  { clock, ms, signal }: { readonly clock: Clock; readonly ms: number; readonly signal: AbortSignal },
): Promise<void> {
  if (signal.aborted || ms <= 0) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      listening.dispose();
      timer.dispose();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const listening = onEntry(end);
    const timer = clock.after(ms, end);
    signal.addEventListener('abort', end, { once: true });
  });
}
