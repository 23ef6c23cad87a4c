import type { Disposable } from '../../base/disposable.ts';

/** Time as the coordinator sees it. */
export interface Clock {
  /** Wall time, ms since epoch: for the record only, because a person or a time server may set it. */
  now(): number;
  /** ms since some fixed moment; never set, never falls: for everything that waits or expires. */
  monotonic(): number;
  /** Calls `run` once after `ms` unless disposed before. */
  after(ms: number, run: () => void): Disposable;
  /** Calls `run` every `ms` until disposed. */
  every(ms: number, run: () => void): Disposable;
}
