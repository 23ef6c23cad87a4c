import type { TaskId } from '../task/ids.ts';

/** What a swarm has seen of the models that its tasks rode on, by the name that they are priced by. Changed only by the fold of the ledger. */
export interface ModelBook {
  /** The model of each task that is in work or waits to be merged. */
  readonly riding: Map<TaskId, string>;
  /** Tasks that were verified and merged, by model. */
  readonly verified: Map<string, number>;
  readonly proven: Set<string>;
}

export function createModelBook(): ModelBook {
  return { riding: new Map(), verified: new Map(), proven: new Set() };
}

/** After so many verified tasks a model is proven in its swarm. */
export const provenAfter = 3;
/** So many tasks at once may ride on a model that is not, where a proven one can take the next. */
export const mostOnTrial = 2;

/** The models that have earned it and that nothing says so of yet. */
export function newlyProven({ verified, proven }: ModelBook): readonly string[] {
  return [...verified].filter(([model, count]) => count >= provenAfter && !proven.has(model)).map(([model]) => model);
}

/** Whether as many tasks ride on a model on trial as may at once. */
export function isCrowded({ riding, proven }: ModelBook, model: string): boolean {
  if (proven.has(model)) return false;
  let riders = 0;
  for (const other of riding.values()) if (other === model) riders += 1;
  return riders >= mostOnTrial;
}
