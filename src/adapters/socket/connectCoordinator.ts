import { connect, type Socket } from 'node:net';
import type { Watcher } from '../../app/ports/coordinatorService.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { AnswerOf, CoordinatorClient } from '../../protocol/coordinatorClient.ts';
import { maxMessageBytes, parseServerMessage, type ServerMessage } from '../../protocol/socketMessages.ts';
import type { SocketProblem } from '../../protocol/socketProblems.ts';
import type { Problem, Request } from '../../protocol/verbs.ts';
import { ConnectionLost } from './connectionLost.ts';
import { readLines, toLine } from './lines.ts';

export interface SocketClient extends CoordinatorClient {
  /** Hands every ledger entry (canonical JSON) above `from` to `onEntry`, as they come. At most once per connection. */
  subscribe(from: number, onEntry: (body: string) => void): Promise<Result<unknown, Problem>>;
  /** Hands snapshots and output to the watcher from now on. At most once per connection; for people. */
  watch(watcher: Watcher): Promise<Result<unknown, Problem>>;
  close(): void;
}

/** The longest message of a server: the snapshot of a swarm of some 10,000 tasks. */
const maxServerBytes = 16 * maxMessageBytes;

interface Pending {
  readonly resolve: (result: Result<never, Problem>) => void;
  readonly reject: (cause: unknown) => void;
}

/** Connects to the coordinator at `address` and shows `token`. Rejects with ConnectionLost when nobody answers or the token is not known. */
export async function connectCoordinator(options: {
  readonly address: string;
  readonly token: string;
}): Promise<SocketClient> {
  const socket = await openSocket(options.address);
  const pending = new Map<number, Pending>();
  const closed = new AbortController();
  let goodbye: SocketProblem | undefined;
  const lost = (): ConnectionLost =>
    goodbye
      ? new ConnectionLost(`The leader ended the connection. ${goodbye.message}`, goodbye.code)
      : new ConnectionLost('The connection to the coordinator was lost.');
  let onEntry: (body: string) => void = () => undefined;
  let watcher: Watcher | undefined;
  let nextId = 0;
  let welcome: () => void = () => undefined;
  const welcomed = new Promise<void>((resolve, reject) => {
    welcome = resolve;
    closed.signal.addEventListener('abort', () => reject(lost()));
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    closed.abort();
    for (const { reject } of pending.values()) reject(lost());
    pending.clear();
  });
  readLines(socket, () => maxServerBytes, {
    onLine: (line) => {
      const message = parseServerMessage(JSON.parse(line));
      if ('welcome' in message) welcome();
      else if ('entry' in message) onEntry(message.entry);
      else if ('snapshot' in message) watcher?.onSnapshot(message.snapshot);
      else if ('output' in message) watcher?.onOutput(message.output);
      else if ('goodbye' in message) goodbye = message.goodbye;
      else settle(pending, message);
    },
    onTooLong: () => socket.destroy(),
  });
  socket.write(toLine({ hello: options.token }));
  await welcomed;
  const request = <R extends Request>(sent: R, key?: string): Promise<Result<AnswerOf<R['verb']>, Problem>> =>
    new Promise((resolve, reject) => {
      if (socket.destroyed) {
        reject(lost());
        return;
      }
      nextId += 1;
      pending.set(nextId, { resolve, reject });
      socket.write(toLine({ id: nextId, request: sent, ...(key === undefined ? {} : { key }) }));
    });
  return {
    request,
    closed: closed.signal,
    subscribe: (from, listener) => {
      onEntry = listener;
      return request({ verb: 'subscribe', from });
    },
    watch: (added) => {
      watcher = added;
      return request({ verb: 'watch' });
    },
    close: () => socket.destroy(),
  };
}

function openSocket(address: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(address);
    socket.once('connect', () => resolve(socket));
    socket.once('error', (cause) => reject(new ConnectionLost(`Nobody answers at ${address}.`, 'gone', cause)));
  });
}

function settle(pending: Map<number, Pending>, message: Extract<ServerMessage, { id: number }>): void {
  const waiting = pending.get(message.id);
  pending.delete(message.id);
  // The leader is the same program and the same user: its answers are typed by the verb that was asked.
  waiting?.resolve(message.ok ? ok(message.value as never) : err(message.error));
}
