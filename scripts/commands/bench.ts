import { join } from 'node:path';
import type { RunCommand } from './commandContext.ts';

/** Measures the figures of the specification; in a process of its own, so that nothing of the set-up is in them. */
export const run: RunCommand = (args, { root, node, nodeFlags, env, callerFolder, runChild }) =>
  runChild(node, [...nodeFlags, join(root, 'bench', 'main.ts'), callerFolder, ...args], { cwd: root, env });
