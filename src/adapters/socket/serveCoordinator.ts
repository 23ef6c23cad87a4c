import { chmod, mkdir, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import type { CoordinatorService, PushedEntry } from '../../app/ports/coordinatorService.ts';
import type { Log } from '../../base/log.ts';
import type { OutputChunk } from '../../protocol/swarmSnapshot.ts';
import { Admission } from './admission.ts';
import { ClientConnection, type Serving } from './clientConnection.ts';
import { defaultLimits, type SocketLimits } from './limits.ts';
import { createEncoder, toLine } from './lines.ts';

/** How long a closing server waits for its last words to be read. */
const lastWordsMs = 500;

export interface SocketServer {
  close(): Promise<void>;
}

export interface ServeOptions {
  readonly address: string;
  readonly service: CoordinatorService;
  readonly log: Log;
  /** What differs from the usual limits. */
  readonly limits?: Partial<SocketLimits>;
}

/**
 * Serves the coordinator at `address` (a unix socket path or a Windows pipe name). The socket's folder is made private to the user. Whatever a
 * client sends is parsed by schema; a malformed message is answered or ends that client's connection, and touches nobody else.
 */
export async function serveCoordinator(options: ServeOptions): Promise<SocketServer> {
  const isPipe = options.address.startsWith('\\\\.\\pipe\\');
  if (!isPipe) {
    await mkdir(dirname(options.address), { recursive: true, mode: 0o700 });
    await chmod(dirname(options.address), 0o700);
    await rm(options.address, { force: true });
  }
  const sockets = new Set<Socket>();
  const limits = { ...defaultLimits, ...options.limits };
  const serving: Serving = {
    service: options.service,
    log: options.log,
    limits,
    admission: new Admission(limits, () => performance.now()),
    encodeEntries: createEncoder((entries: readonly PushedEntry[]) => entries.map(entryLine).join('')),
    encodeOutput: createEncoder((output: OutputChunk) => toLine({ output })),
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    new ClientConnection(socket, serving).start();
  });
  await listen(server, options.address);
  return {
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // What was said last is still sent; a client that does not read it is cut off.
      for (const socket of sockets) socket.destroySoon();
      const limit = setTimeout(() => sockets.forEach((socket) => socket.destroy()), lastWordsMs);
      await closed;
      clearTimeout(limit);
    },
  };
}

function entryLine({ body }: PushedEntry): string {
  return toLine({ entry: body });
}

function listen(server: Server, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
