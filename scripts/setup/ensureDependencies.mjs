import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import process from 'node:process';
import { captureChild } from './captureChild.mjs';
import { isInstalled } from './isInstalled.mjs';
import { npmEnvironment } from './npmEnvironment.mjs';
import { root } from './root.mjs';
import { withSetupLock } from './setupLock.mjs';
import { SetupProblem } from './setupProblem.mjs';

const lockFile = join(root, 'package-lock.json');
const modules = join(root, 'node_modules');
const stampFile = join(modules, '.s2-installed');

/** Installs the locked dependencies unless they are there. Concurrent callers in one clone wait for the first. */
export async function ensureDependencies() {
  const lock = readFileSync(lockFile, 'utf8');
  const stamp = `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}`;
  if (readIfThere(stampFile) === stamp) return;
  await withSetupLock(
    join(root, '.cache', 'setup.lock'),
    async () => {
      if (readIfThere(stampFile) === stamp) return;
      const installed = readIfThere(join(modules, '.package-lock.json'));
      if (installed === undefined || !isInstalled(JSON.parse(lock), JSON.parse(installed), process)) await install();
      writeFileSync(stampFile, stamp);
    },
    () => console.log('Setting up: waiting for another run in this folder to finish its set-up'),
  );
}

async function install() {
  console.log('Setting up: installing the locked dependencies (about a minute, once)');
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const stillWorking = setInterval(() => console.log(`Setting up: still installing (${seconds()} s)`), 20_000);
  const { code, output } = await runNpmCi().finally(() => clearInterval(stillWorking));
  if (code !== 0) {
    console.error(output.split('\n').slice(0, 40).join('\n').trim());
    throw new SetupProblem(
      'The dependencies could not be installed: npm says why above. ' +
        'Check that npm reaches its registry (`npm ping`) and that the disk has 1 GB free, then run the same command again.',
    );
  }
  console.log(`Setting up: dependencies installed (${seconds()} s)`);
}

async function runNpmCi() {
  const flags = [
    '--ignore-scripts',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--no-progress',
    '--loglevel=error',
  ];
  const npm = findNpm();
  try {
    return await captureChild(npm.program, [...npm.args, 'ci', ...flags], {
      cwd: root,
      env: npmEnvironment(process.env),
      shell: npm.shell,
    });
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    throw new SetupProblem(
      'npm is not on the PATH. Install Node 24, which brings npm, and run the same command again.',
    );
  }
}

/** The npm that is running this command, or the one on the path. */
function findNpm() {
  const { npm_execpath: script, npm_node_execpath: node } = process.env;
  if (
    script !== undefined &&
    node !== undefined &&
    basename(script) === 'npm-cli.js' &&
    existsSync(script) &&
    existsSync(node)
  ) {
    return { program: node, args: [script], shell: false };
  }
  return { program: 'npm', args: [], shell: process.platform === 'win32' };
}

function readIfThere(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
