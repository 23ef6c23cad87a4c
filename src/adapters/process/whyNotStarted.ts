import { existsSync } from 'node:fs';

/** Why a program could not be started, in half a sentence. */
export function whyNotStarted(error: NodeJS.ErrnoException, program: string, cwd: string): string {
  if (error.code === 'ENOENT') {
    return existsSync(cwd) ? `${program} was not found on the PATH` : `the folder ${cwd} does not exist`;
  }
  return error.code === 'EACCES'
    ? `${program} may not be executed`
    : `${program} could not be started: ${error.message}`;
}
