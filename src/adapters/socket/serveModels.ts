import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import type { Log } from '../../base/log.ts';
import {
  maxModelLineBytes,
  toEditorModelsSchema,
  type EditorModels,
  type FromEditorModels,
  type ModelWindow,
  type ToEditorModels,
} from '../../protocol/editorModels.ts';
import { parseJson } from '../../base/parseJson.ts';
import { readLines, writeLine } from './lines.ts';
import { announceWindow, makeSocketFolder, newModelWindow } from './modelWindows.ts';

export interface ModelService {
  /** Ends every call, and nobody is told of this window any more. */
  close(): Promise<void>;
}

/** What a stranger may send before it has shown the token, bytes. */
const maxHelloBytes = 1_024;
const helloMs = 5_000;
/** Calls of one window at a time; each has a connection of its own. */
const maxConnections = 128;

/**
 * Serves a window's models to the runners of the swarm in `stateFolder`. One connection makes one call: a first line shows the token, the second
 * asks, text and the answer come back; its end calls the call off. Whoever says anything else is cut off.
 */
export async function serveModels(given: {
  readonly stateFolder: string;
  readonly models: EditorModels;
  readonly log: Log;
}): Promise<ModelService> {
  const window = await newModelWindow(given.stateFolder);
  await makeSocketFolder(window);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    if (sockets.size >= maxConnections) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serveOne(socket, window, given);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(window.address, resolve);
  });
  const withdraw = await announceWindow(given.stateFolder, window);
  return {
    close: async () => {
      await withdraw();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function serveOne(
  socket: Socket,
  window: ModelWindow,
  given: { readonly models: EditorModels; readonly log: Log },
): void {
  const gone = new AbortController();
  let at: 'stranger' | 'member' | 'asked' = 'stranger';
  const late = setTimeout(() => at === 'stranger' && socket.destroy(), helloMs);
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    clearTimeout(late);
    gone.abort();
  });
  readLines(socket, () => (at === 'stranger' ? maxHelloBytes : maxModelLineBytes), {
    onLine: (line) => {
      const message = toEditorModelsSchema.safeParse(parseJson(line)).data;
      if (at === 'stranger' && message?.type === 'hello' && same(message.token, window.token)) at = 'member';
      else if (at === 'member' && message !== undefined && message.type !== 'hello') {
        at = 'asked';
        void answer(message, socket, { ...given, signal: gone.signal });
      } else socket.destroy();
    },
    onTooLong: () => socket.destroy(),
  });
}

async function answer(
  message: Exclude<ToEditorModels, { type: 'hello' }>,
  socket: Socket,
  { models, log, signal }: { readonly models: EditorModels; readonly log: Log; readonly signal: AbortSignal },
): Promise<void> {
  const say = (said: FromEditorModels): void => writeLine(socket, said);
  try {
    if (message.type === 'count') say({ type: 'count', count: await models.count(message.request, signal) });
    else {
      const onText = (text: string): void => say({ type: 'text', text });
      say({ type: 'reply', answer: await models.reply(message.request, { signal, onText }) });
    }
    socket.destroySoon();
  } catch (fault) {
    // Told to the caller by the end of the connection, which it takes for a cut.
    log.error('a call of a model of the editor failed', { cause: String(fault) });
    socket.destroy();
  }
}

/** Compares in a time that says nothing about where they differ. */
function same(shown: string, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(shown), digest(token));
}
