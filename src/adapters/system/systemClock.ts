import type { Clock } from '../../app/ports/clock.ts';
import { toDisposable } from '../../base/disposable.ts';

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return toDisposable(() => clearTimeout(timer));
  },
  every: (ms, run) => {
    const timer = setInterval(run, ms);
    return toDisposable(() => clearInterval(timer));
  },
};
