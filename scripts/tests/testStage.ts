import type { CommandContext } from '../commands/commandContext.ts';
import type { TestCounts } from './testCounts.ts';

/** One step of `npm test`. */
export interface TestStage {
  readonly name: string;
  /** Resolves to what it came to; undefined when the filter leaves nothing of it to run. */
  readonly run: (context: CommandContext, filter: string | undefined) => Promise<TestCounts | undefined>;
}
