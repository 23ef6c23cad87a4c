import { runStages } from '../tests/runStages.ts';
import { vscodeStage } from '../tests/stages.ts';
import type { RunCommand } from './commandContext.ts';

/** Runs the tests in a real VS Code; a filter keeps the files whose path contains it. */
export const run: RunCommand = ([filter], context) => runStages([vscodeStage], context, filter);
