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

/** What puts Claude Code behind the Agent Client Protocol; the program itself is the one above. */
const claudeAgentVersion = '0.100.0';

function claudeAgentHome(): string {
  return join(root, '.cache', `claude-agent-acp-${claudeAgentVersion}`);
}

/** Claude Code's agent, as `setUpAgents` has put it there, for Node to run; CLAUDE_CODE_EXECUTABLE names it the program. */
export function claudeAgent(): string {
  return join(claudeAgentHome(), 'node_modules/@agentclientprotocol/claude-agent-acp/dist/index.js');
}

/** Makes the set-up if it is missing. Throws when npm cannot get a package. */
export function setUpAgents(): void {
  install(`Claude Code ${claudeCodeVersion}`, claudeHome(), `${claudePackage()}@${claudeCodeVersion}`);
  const agent = `@agentclientprotocol/claude-agent-acp@${claudeAgentVersion}`;
  // Its optional package is the program once more, 250 MB.
  install(`Claude Code's agent ${claudeAgentVersion}`, claudeAgentHome(), agent, '--omit=optional');
}

function install(title: string, home: string, spec: string, ...more: readonly string[]): void {
  const marker = join(home, '.ready');
  if (existsSync(marker)) return;
  console.log(`Installing ${title} …`);
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), JSON.stringify({ name: 'agent-under-test', private: true }));
  const args = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--save-exact', ...more, spec];
  execFileSync('npm', args, { cwd: home, stdio: ['ignore', 'ignore', 'pipe'] });
  writeFileSync(marker, '');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setUpAgents();
