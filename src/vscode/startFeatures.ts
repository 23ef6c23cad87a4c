import { DisposableStore, type Disposable } from '../base/disposable.ts';
import type { Log } from '../base/log.ts';

/** One independent part of the surface; `start` only registers and returns what ends it. */
export interface Feature {
  readonly name: string;
  readonly start: () => Disposable;
}

/** Starts the features in order. One that throws is logged and left out, so that the others still work. */
export function startFeatures(features: readonly Feature[], log: Log): Disposable {
  const owned = new DisposableStore();
  for (const { name, start } of features) {
    try {
      owned.add(start());
    } catch (fault) {
      log.error(`${name} could not start: ${fault instanceof Error ? fault.message : String(fault)}`);
    }
  }
  return owned;
}
