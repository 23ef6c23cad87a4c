import { runStages } from '../tests/runStages.ts';
import { checkStage } from '../tests/checkStage.ts';
import type { RunCommand } from './commandContext.ts';

/** Checks types, lint and format. */
export const run: RunCommand = (_args, context) => runStages([checkStage], context, undefined);
