import { runStages } from '../tests/runStages.ts';
import { unitStage } from '../tests/stages.ts';
import type { RunCommand } from './commandContext.ts';

/** Runs the unit tests; a filter keeps the files whose path contains it. */
export const run: RunCommand = ([filter], context) => runStages([unitStage], context, filter);
