import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import process from 'node:process';
import { captureChild } from './captureChild.mjs';
import { root } from './root.mjs';
import { withSetupLock } from './setupLock.mjs';
import { SetupProblem } from './setupProblem.mjs';

const inputs = [
  'src',
  'webview',
  'scripts/build.mjs',
  'package.json',
  'package-lock.json',
  'tsconfig.base.json',
  'tsconfig.json',
];
const stampFile = join(root, 'dist', '.built-from');

/** Bundles into `dist/` unless it was made from the very sources that are there now. */
export function ensureBuilt(env) {
  return isFresh() ? undefined : inTurn(() => (isFresh() ? undefined : bundle(env)));
}

/** Bundles into `dist/` in any case. */
export function build(env) {
  return inTurn(() => bundle(env));
}

function inTurn(work) {
  const sayWaiting = () => console.log('Building: waiting for another run in this folder to finish its build');
  return withSetupLock(join(root, '.cache', 'build.lock'), work, sayWaiting);
}

async function bundle(env) {
  const hash = sourceHash();
  const started = Date.now();
  const { code, output } = await captureChild(process.execPath, [join(root, 'scripts', 'build.mjs')], {
    cwd: root,
    env,
  });
  if (code !== 0) {
    console.error(output.trim());
    throw new SetupProblem('The build failed: the lines above name the place. Mend it and run the same command again.');
  }
  writeFileSync(stampFile, hash);
  console.log(`Building: dist/ is up to date (${((Date.now() - started) / 1000).toFixed(1)} s)`);
}

function isFresh() {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === sourceHash();
}

function sourceHash() {
  const hash = createHash('sha256');
  for (const path of inputs.flatMap((input) => filesBelow(join(root, input)))) {
    const bytes = readFileSync(path);
    hash.update(`${relative(root, path)}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}

function filesBelow(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return [];
  if (!stats.isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesBelow(join(path, name)));
}
