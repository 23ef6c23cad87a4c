import type { RunCommand } from './commandContext.ts';
import { toolPath } from './toolPath.ts';

/** Formats every file of the project. */
export const run: RunCommand = (args, context) =>
  context.runChild(context.node, [toolPath(context.root, 'oxfmt/bin/oxfmt'), ...args], {
    cwd: context.root,
    env: context.env,
  });
