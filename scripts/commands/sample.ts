import { join, relative } from 'node:path';
import { prepareDemo } from '../demo/demoCopy.ts';
import type { RunCommand } from './commandContext.ts';

/** Puts a copy of the example into `.demo/editor`, for the launch entry that opens it in VS Code. It stays until the example changes. */
export const run: RunCommand = async (_args, context) => {
  const example = join(context.root, 'examples', 'phase-zero');
  const demo = await prepareDemo(example, join(context.root, '.demo', 'editor'), context);
  if (demo.kind === 'not-possible') {
    console.error(demo.reason);
    return 1;
  }
  console.log(`The sample is in ${relative(context.root, demo.folder)}`);
  return 0;
};
