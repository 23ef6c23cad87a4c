import { existsSync, realpathSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SandboxManager, type SandboxAskCallback, type SandboxRuntimeConfig } from '@anthropic-ai/sandbox-runtime';
import type { AskHost, Confinement } from '../../app/ports/confinement.ts';
import { programsBelow } from './programsBelow.ts';
import { withoutSecrets } from './withoutSecrets.ts';

/** What the commands of one process may reach. Paths are absolute. */
export interface SandboxPlace {
  /** The user's repository: its `.git` may be read, never written. */
  readonly repository: string;
  /** The swarm's `.s2`: of it, only the folder of the command itself may be read. */
  readonly stateFolder: string;
  /** Hosts that may be reached, as `host`, `*.host` or `host:port`. */
  readonly hosts: readonly string[];
  /** Asked about every other host; absent: it is refused. */
  readonly askHost?: AskHost | undefined;
}

/**
 * Confines commands by the sandbox of the operating system: bubblewrap on Linux, Seatbelt on macOS. One per process, for what it starts on behalf of
 * a session; begin with `whyNoSandbox`. The proxies that let allowed hosts through live in this process.
 */
export function createOsSandbox(place: SandboxPlace): Confinement {
  let begun: Promise<void> | undefined;
  const running = new Set<Running>();
  const ask = place.askHost && createAsking(running, place.askHost);
  return {
    confine: async (command) => {
      begun ??= SandboxManager.initialize(policyOf(place), ask, false);
      await begun;
      const temporary = command.env['TMPDIR'] ?? join(place.stateFolder, 'tmp', 'of-no-task');
      await mkdir(temporary, { recursive: true, mode: 0o700 });
      const { filesystem } = policyOf(place, { cwd: command.cwd, temporary });
      const wrapped = await SandboxManager.wrapWithSandboxArgv(
        shellLine(command.argv, temporary),
        '/bin/sh',
        { filesystem },
        undefined,
        command.cwd,
      );
      const run: Running = { env: command.env, ended: new AbortController() };
      running.add(run);
      const over = (): void => {
        running.delete(run);
        run.ended.abort();
        SandboxManager.cleanupAfterCommand();
      };
      return { argv: wrapped.argv, over };
    },
  };
}

/** A confined command that has not ended. */
interface Running {
  readonly env: Readonly<Record<string, string>>;
  readonly ended: AbortController;
}

/** The proxy does not know which command it works for: of several, the one that began last asks, and what it is told holds for all of them. */
function createAsking(running: ReadonlySet<Running>, askHost: AskHost): SandboxAskCallback {
  return async ({ host, port }) => {
    const last = [...running].at(-1);
    if (!last) return { allow: false, reason: 'no command runs' };
    const name = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
    const answer = await askHost(last.env, port === undefined ? name : `${name}:${port}`, last.ended.signal);
    return answer.allowed || { allow: false, reason: answer.reason };
  };
}

/** Where the programs lie that the runtime starts in front of a command: beside the bundle, or in its own package. It may be in the home folder. */
function helpers(): string {
  const beside = join(import.meta.dirname, 'vendor');
  if (existsSync(beside)) return beside;
  return join(dirname(fileURLToPath(import.meta.resolve('@anthropic-ai/sandbox-runtime'))), '..', 'vendor');
}

/** The sockets by which a confined command reaches the proxies. They lie in the temporary folder, which some have in their home folder. */
function bridges(): readonly string[] {
  const sockets = [SandboxManager.getLinuxHttpSocketPath(), SandboxManager.getLinuxSocksSocketPath()];
  return sockets.filter((path) => path !== undefined);
}

/** The home folder, the person's checkout and the swarm's own state are closed, but for where the command works, the repository's objects and the programs on the PATH. */
function policyOf(
  { repository, stateFolder, hosts }: SandboxPlace,
  command?: { readonly cwd: string; readonly temporary: string },
): SandboxRuntimeConfig {
  const home = homedir();
  const programs = programsBelow(home, process.env['PATH'] ?? '').flatMap((folder) => withoutSecrets(home, folder));
  const own = command ? [command.cwd, command.temporary] : [];
  const link = command ? [join(command.cwd, '.git')] : [];
  return {
    network: { allowedDomains: [...hosts], deniedDomains: [] },
    filesystem: {
      denyRead: [home, repository, stateFolder, ...sharedFolder()],
      allowRead: [...own, ...bridges(), helpers(), join(repository, '.git'), ...programs],
      allowWrite: [...own],
      denyWrite: [join(repository, '.git'), ...link],
    },
  };
}

/** The private folder of this user's swarms in the system's temporary one: where paths are long, the temporary folders of all sessions and the leader's socket lie in it. */
function sharedFolder(): readonly string[] {
  const folder = join(realpathSync(tmpdir()), `s2-${process.getuid?.() ?? 0}`);
  return existsSync(folder) ? [folder] : [];
}

/** The sandbox starts a line of a shell; it sets a temporary folder of its own, which is set back. */
function shellLine(argv: readonly string[], temporary: string): string {
  return ['exec', 'env', `TMPDIR=${temporary}`, ...argv].map(quote).join(' ');
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
