import { chmod, mkdir, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import type { z } from 'zod';
import type { ClientAccess, CoordinatorService } from '../../app/ports/coordinatorService.ts';
import { DisposableStore } from '../../base/disposable.ts';
import type { Log } from '../../base/log.ts';
import {
  helloSchema,
  maxMessageBytes,
  messageIdSchema,
  requestMessageSchema,
  type RequestMessage,
  type ServerMessage,
} from '../../protocol/socketMessages.ts';
import { createEntryLine, readLines, writeLine, writeText } from './lines.ts';

/** Unread bytes after which a client is cut off. */
const maxHeldBytes = 16 * 1024 * 1024;
/** How long a closing server waits for its last words to be read. */
const lastWordsMs = 500;
/** A connection that has not said who it is by then is closed. */
const helloMs = 5_000;

export interface SocketServer {
  close(): Promise<void>;
}

/**
 * Serves the coordinator at `address` (a unix socket path or a Windows pipe name). The socket's folder is made private to the user. Whatever a
 * client sends is parsed by schema; a malformed message is answered or ends that client's connection, and touches nobody else.
 */
export async function serveCoordinator(options: {
  readonly address: string;
  readonly service: CoordinatorService;
  readonly log: Log;
}): Promise<SocketServer> {
  const isPipe = options.address.startsWith('\\\\.\\pipe\\');
  if (!isPipe) {
    await mkdir(dirname(options.address), { recursive: true, mode: 0o700 });
    await chmod(dirname(options.address), 0o700);
    await rm(options.address, { force: true });
  }
  const sockets = new Set<Socket>();
  const lineOf = createEntryLine();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serveClient(socket, { service: options.service, log: options.log, lineOf });
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

function listen(server: Server, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

interface Serving {
  readonly service: CoordinatorService;
  readonly log: Log;
  readonly lineOf: (entry: string) => string;
}

function serveClient(socket: Socket, { service, log, lineOf }: Serving): void {
  const gone = new AbortController();
  const owned = new DisposableStore();
  const silent = setTimeout(() => socket.destroy(), helloMs);
  let access: ClientAccess | undefined;
  const send = (message: ServerMessage): void => writeLine(socket, message, maxHeldBytes);
  const push = (entry: string): void => writeText(socket, lineOf(entry), maxHeldBytes);
  // A runner that is ended resets its connection: that is how it goes, not a fault.
  socket.on('error', (cause) => log.info('a client connection failed', { cause: cause.message }));
  socket.on('close', () => {
    clearTimeout(silent);
    gone.abort();
    owned.dispose();
  });
  readLines(socket, maxMessageBytes, (line) => {
    const message = parseJson(line);
    if (access) {
      void answer(message, { access, send, push, owned, log, signal: gone.signal });
      return;
    }
    const hello = helloSchema.safeParse(message);
    access = hello.success ? service.authenticate(hello.data.hello) : undefined;
    clearTimeout(silent);
    if (access) send({ welcome: true });
    else socket.destroy();
  });
}

interface Connection {
  readonly access: ClientAccess;
  readonly send: (message: ServerMessage) => void;
  /** Sends an entry of a subscription, as its canonical JSON. */
  readonly push: (entry: string) => void;
  readonly owned: DisposableStore;
  readonly log: Log;
  readonly signal: AbortSignal;
}

async function answer(message: unknown, connection: Connection): Promise<void> {
  const parsed = requestMessageSchema.safeParse(message);
  if (!parsed.success) {
    refuseMessage(message, parsed.error, connection.send);
    return;
  }
  const { id, request, key } = parsed.data;
  try {
    const result = await connection.access.handle(
      request,
      key === undefined ? { signal: connection.signal } : { key, signal: connection.signal },
    );
    connection.send(result.ok ? { id, ok: true, value: result.value } : { id, ok: false, error: result.error });
    if (result.ok) startSubscription(parsed.data, connection);
  } catch (cause) {
    // The client is told, and a fault of the ledger is told to the person through the coordinator.
    connection.log.info('a request failed', { verb: request.verb, cause: String(cause) });
    connection.send({
      id,
      ok: false,
      error: { code: 'fault', message: cause instanceof Error ? cause.message : String(cause) },
    });
  }
}

function startSubscription({ request }: RequestMessage, { access, send, push, owned }: Connection): void {
  if (request.verb === 'subscribe') owned.add(access.subscribe(request.from, push));
  if (request.verb === 'watch') {
    owned.add(access.watch({ onSnapshot: (snapshot) => send({ snapshot }), onOutput: (output) => send({ output }) }));
  }
}

function refuseMessage(message: unknown, error: z.ZodError, send: (message: ServerMessage) => void): void {
  const id = messageIdSchema.safeParse(message);
  const first = error.issues[0];
  const place = first ? `${first.path.join('.') || 'message'}: ${first.message}` : 'message';
  send({
    id: id.success ? id.data.id : -1,
    ok: false,
    error: { code: 'malformed', message: `The request was not understood (${place}).` },
  });
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    // Not JSON: no schema will accept undefined, so the caller answers as to any other malformed message.
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}
