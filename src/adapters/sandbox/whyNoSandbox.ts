import { execFile } from 'node:child_process';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SandboxManager } from '@anthropic-ai/sandbox-runtime';
import { createOsSandbox } from './osSandbox.ts';

/**
 * Why commands cannot be confined on this machine, in one sentence with the next step; undefined when they can: then a command has been confined to see. A
 * user who may do everything cannot be confined: root writes through `/proc/sys`, and a read-only mount still reaches the sockets of the machine.
 */
export async function whyNoSandbox(): Promise<string | undefined> {
  if (!SandboxManager.isSupportedPlatform() || process.platform === 'win32')
    return 'there is no sandbox for commands on this system';
  if (process.getuid?.() === 0) return 'root cannot be confined: launch as another user';
  const { errors } = await SandboxManager.checkDependenciesAsync();
  if (errors.length > 0) {
    const next = process.platform === 'linux' ? ': install bubblewrap, socat and ripgrep' : '';
    return `${errors.join('; ')}${next}`;
  }
  return tryOne();
}

/** Some systems have every program and forbid what they do, such as namespaces for users. */
async function tryOne(): Promise<string | undefined> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 's2-sandbox-')));
  const sandbox = createOsSandbox({ repository: folder, stateFolder: join(folder, '.s2'), hosts: [] });
  try {
    const { argv, over } = await sandbox.confine({ argv: ['true'], cwd: folder, env: { TMPDIR: folder } });
    const [program = '', ...args] = argv;
    await promisify(execFile)(program, args, { cwd: folder, timeout: 20_000 }).finally(over);
    return undefined;
  } catch (fault) {
    const said = (fault instanceof Error ? fault.message : String(fault)).split('\n').at(-2) ?? String(fault);
    return `a command could not be confined to try (${said.slice(0, 300)})`;
  } finally {
    await SandboxManager.reset();
    await rm(folder, { recursive: true, force: true });
  }
}
