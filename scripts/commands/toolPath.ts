import { join } from 'node:path';

/** Absolute path of a tool's script among the dependencies: run by Node itself, it needs no shell and no launcher file. */
export function toolPath(root: string, script: string): string {
  return join(root, 'node_modules', ...script.split('/'));
}
