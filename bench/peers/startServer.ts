import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

export interface ServerStart {
  readonly program: string;
  readonly args: readonly string[];
  /** The loopback port on which it will answer. */
  readonly port: number;
}

export interface RunningServer {
  /** Ends its process group and resolves when it is gone. */
  stop(): Promise<void>;
}

const startMs = 20_000;
const stopMs = 5_000;

/** A loopback port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('the system gave no port');
  return address.port;
}

/** Starts a server in a process group of its own and waits until it accepts connections; throws with what it said when it does not. */
export async function startServer({ program, args, port }: ServerStart): Promise<RunningServer> {
  const child = spawn(program, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const words: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      words.push(text);
      if (words.length > 50) words.shift();
    });
  }
  let ended = false;
  const gone = once(child, 'close').then(() => (ended = true));
  const stop = async (): Promise<void> => {
    if (child.pid === undefined || ended) return;
    process.kill(-child.pid, 'SIGTERM');
    const late = setTimeout(() => !ended && child.pid !== undefined && process.kill(-child.pid, 'SIGKILL'), stopMs);
    await gone;
    clearTimeout(late);
  };
  const until = Date.now() + startMs;
  while (!(await accepts(port))) {
    if (ended || Date.now() > until) {
      await stop();
      throw new Error(`${program} did not start: ${words.join('').trim().split('\n').slice(-3).join(' / ')}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { stop };
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => (socket.destroy(), resolve(true)));
    socket.once('error', () => resolve(false));
  });
}
