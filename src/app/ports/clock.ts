import type { Disposable } from '../../base/disposable.ts';

/** Time as the coordinator sees it; `now` is ms since epoch. */
export interface Clock {
  now(): number;
  /** Calls `run` once after `ms` unless disposed before. */
  after(ms: number, run: () => void): Disposable;
  /** Calls `run` every `ms` until disposed. */
  every(ms: number, run: () => void): Disposable;
}
