import type { Fix, Severity } from './problem.ts';
import type { Range } from './range.ts';
import type { World } from './world.ts';

/** What a rule finds; the engine adds the rule and its severity. */
export interface Finding {
  readonly file: string;
  readonly range: Range;
  readonly message: string;
  readonly fix?: Fix;
  /** Only where a single finding weighs less or more than its rule. */
  readonly severity?: Severity;
}

/** One rule of the linter, with a page of its own in docs/rules. */
export interface Rule {
  readonly id: string;
  readonly severity: Severity;
  /** Severity for documents that belong to no swarm, where nothing is about to be launched; `off` when it asks for a swarm. */
  readonly loose?: Severity | 'off';
  /** One sentence: what the rule finds. */
  readonly summary: string;
  check(world: World): readonly Finding[];
}
