import { join } from 'node:path';
import type { RunCommand } from './commandContext.ts';

/** Makes the extension's package file. */
export const run: RunCommand = (args, context) =>
  context.runChild(
    context.node,
    [...context.nodeFlags, join(context.root, 'scripts', 'packageExtension.mjs'), ...args],
    {
      cwd: context.root,
      env: context.env,
    },
  );
