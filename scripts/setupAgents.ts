// Puts the real agents that tests work with into the cache, only when they are missing: `node scripts/setupAgents.ts`. They are no dependencies: each is
// hundreds of megabytes, and only tests start them. Uses the npm source that the machine is configured with.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const claudeCodeVersion = '2.1.329';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Where Claude Code lives once it is there; another version gets another folder. */
function claudeHome(): string {
  return join(root, '.cache', `claude-code-${claudeCodeVersion}`);
}

/** The package that holds the program for this machine; the one that users install only chooses it. */
function claudePackage(): string {
  return `@anthropic-ai/claude-code-${process.platform}-${process.arch}`;
}

/** The program `claude`, as `setUpAgents` has put it there. */
export function claudeProgram(): string {
  const name = process.platform === 'win32' ? 'claude.exe' : 'claude';
  return join(claudeHome(), 'node_modules', claudePackage(), name);
}

/** Makes the set-up if it is missing. Throws when npm cannot get the package. */
export function setUpAgents(): void {
  const home = claudeHome();
  const marker = join(home, '.ready');
  if (existsSync(marker)) return;
  console.log(`Installing Claude Code ${claudeCodeVersion} …`);
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), JSON.stringify({ name: 'claude-code-under-test', private: true }));
  const args = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--save-exact'];
  execFileSync('npm', [...args, `${claudePackage()}@${claudeCodeVersion}`], {
    cwd: home,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  writeFileSync(marker, '');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setUpAgents();
