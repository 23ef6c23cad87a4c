import { runStages } from '../tests/runStages.ts';
import { allStages } from '../tests/stages.ts';
import type { RunCommand } from './commandContext.ts';

/** Runs every test; a filter keeps the files whose path contains it. */
export const run: RunCommand = ([filter], context) => runStages(allStages, context, filter);
