import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Starts another entry of this program as a process of its own with a message channel: its bundle beside ours, or its source
 * when this is source. stderr is piped unless a file is given, everything else of the console is closed; `detached` gives it a process group of its own.
 */
export function forkEntry(
  name: 'host' | 'runner' | 'witness',
  options: { readonly stderr?: number; readonly detached?: boolean } = {},
): ChildProcess {
  const isSource = import.meta.url.endsWith('.ts');
  const file = fileURLToPath(new URL(isSource ? `../../entry/${name}.ts` : `./${name}.js`, import.meta.url));
  return fork(file, [], {
    execArgv: isSource ? stripTypes() : [],
    // In VS Code this process is Electron, and so would its child be.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'ignore', options.stderr ?? 'pipe', 'ipc'],
    detached: options.detached ?? false,
    serialization: 'json',
  });
}

/** Node runs TypeScript by itself since 22.18 and 23.6. */
function stripTypes(): string[] {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const byItself = major > 23 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18);
  return byItself ? [] : ['--experimental-strip-types', '--disable-warning=ExperimentalWarning'];
}
