import { connect, type Socket } from 'node:net';
import type { ModelAnswer, ModelClient, ModelRequest, TokenCount } from '../../app/ports/modelClient.ts';
import { parseJson } from '../../base/parseJson.ts';
import type { ModelFailure } from '../../domain/agent/modelFailure.ts';
import { noUsage } from '../../domain/governor/price.ts';
import {
  fromEditorModelsSchema,
  maxModelLineBytes,
  type FromEditorModels,
  type ToEditorModels,
} from '../../protocol/editorModels.ts';
import { readLines, toLine } from './lines.ts';
import { announcedWindows, type AnnouncedWindow } from './modelWindows.ts';

const noWindow: ModelFailure = {
  kind: 'network',
  message: 'no window of VS Code serves its models here: open the folder of this swarm in one, trusted',
  retryAfterMs: null,
};
const cut: ModelFailure = {
  kind: 'network',
  message: 'the window that served the model went away',
  retryAfterMs: null,
};

/**
 * Calls the models that the editor offers, through a window that has this swarm's folder open. Without such a window every call fails as a network
 * does, so that it is tried again by the usual rules. A window says what it counted, not what was billed.
 */
export function createEditorModelClient(stateFolder: string): ModelClient {
  return {
    countTokens: (request, signal) => countTokens(stateFolder, request, signal),
    reply: (request, options) => reply(stateFolder, request, options),
  };
}

async function countTokens(stateFolder: string, request: ModelRequest, signal: AbortSignal): Promise<TokenCount> {
  const said = await call(
    stateFolder,
    { type: 'count', request: toWire(request) },
    { signal, onText: () => undefined },
  );
  if (said.type !== 'count') return { ok: false, failure: said.type === 'no-window' ? noWindow : cut };
  return said.count;
}

async function reply(
  stateFolder: string,
  request: ModelRequest,
  options: { readonly signal: AbortSignal; readonly onText: (text: string) => void },
): Promise<ModelAnswer> {
  const said = await call(stateFolder, { type: 'reply', request: toWire(request) }, options);
  if (said.type === 'no-window') return { ok: false, failure: noWindow, spent: 'nothing' };
  if (said.type !== 'reply') return { ok: false, failure: cut, spent: 'unknown' };
  const { answer } = said;
  if (!answer.ok) return answer;
  const { stop, blocks, prompt, output } = answer;
  return { ok: true, reply: { stop, blocks, detail: null }, usage: { ...noUsage, input: prompt, output } };
}

/** What only the Messages API understands stays behind. */
function toWire(request: ModelRequest): Extract<ToEditorModels, { type: 'reply' }>['request'] {
  const messages = request.messages.map(({ role, blocks }) => ({
    role,
    blocks: blocks.filter(({ type }) => type !== 'opaque'),
  }));
  return { ...request, messages };
}

type Said = Exclude<FromEditorModels, { type: 'text' }> | { readonly type: 'no-window' } | { readonly type: 'cut' };

interface Hearing {
  readonly signal: AbortSignal;
  readonly onText: (text: string) => void;
}

/** Asks the newest window that is there. Rejects only when the signal has aborted. */
async function call(stateFolder: string, message: ToEditorModels, hearing: Hearing): Promise<Said> {
  hearing.signal.throwIfAborted();
  for (const window of await announcedWindows(stateFolder)) {
    const socket = await open(window);
    if (socket) return ask(socket, [{ type: 'hello', token: window.token }, message], hearing);
  }
  return { type: 'no-window' };
}

/** Undefined when nobody is there; a window that listens no more is forgotten, for one listens before it says so. */
async function open({ address, forget }: AnnouncedWindow): Promise<Socket | undefined> {
  const opened = await new Promise<Socket | Error>((resolve) => {
    const socket = connect(address);
    socket.once('connect', () => resolve(socket));
    socket.once('error', resolve);
  });
  if (!(opened instanceof Error)) return opened;
  if ('code' in opened && (opened.code === 'ECONNREFUSED' || opened.code === 'ENOENT')) await forget();
  return undefined;
}

function ask(socket: Socket, messages: readonly ToEditorModels[], { signal, onText }: Hearing): Promise<Said> {
  return new Promise((resolve, reject) => {
    const callOff = (): void => void socket.destroy();
    signal.addEventListener('abort', callOff, { once: true });
    let said: Said = { type: 'cut' };
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      signal.removeEventListener('abort', callOff);
      if (signal.aborted) reject(signal.reason as Error);
      else resolve(said);
    });
    readLines(socket, () => maxModelLineBytes, {
      onLine: (line) => {
        const heard = fromEditorModelsSchema.safeParse(parseJson(line)).data;
        if (heard?.type === 'text') return onText(heard.text);
        if (heard) said = heard;
        socket.destroy();
      },
      onTooLong: () => socket.destroy(),
    });
    socket.write(messages.map(toLine).join(''));
    if (signal.aborted) socket.destroy();
  });
}
