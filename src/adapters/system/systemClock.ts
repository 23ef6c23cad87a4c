import type { Clock } from '../../app/ports/clock.ts';
import { toDisposable } from '../../base/disposable.ts';

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  every: (ms, run) => {
    const timer = setInterval(run, ms);
    return toDisposable(() => clearInterval(timer));
  },
};
