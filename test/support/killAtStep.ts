import childProcess from 'node:child_process';
import files from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

/*
 * Loaded before a program: the program kills itself, as `kill -9` does, right before the step of its that `S2_KILL_AT` counts to. Steps are what it
 * changes on the disk, and the processes that it starts.
 */
let left = Number(process.env['S2_KILL_AT']);

function step(): void {
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
}

/** The same function, with a step before each call. */
function counted(does: unknown): unknown {
  if (typeof does !== 'function') throw new TypeError('only functions are steps');
  return (...args: readonly unknown[]): unknown => {
    step();
    return Reflect.apply(does, undefined, args);
  };
}

const changes = ['rename', 'unlink', 'rmdir', 'mkdir', 'copyFile', 'rm', 'writeFile', 'open'] as const;
for (const name of changes) Object.assign(files, { [name]: counted(files[name]) });
Object.assign(childProcess, { spawn: counted(childProcess.spawn) });
syncBuiltinESMExports();
