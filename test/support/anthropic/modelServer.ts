import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { findFault } from './checkRequest.ts';
import type { CalledScript, Caller, ScriptedReply, WireRequest } from './script.ts';
import { countTokens, toEvents, toWire, type Billed } from './wireMessage.ts';

/** A server on loopback that speaks the Messages API with a scripted model behind it: a fake of the wire, never of our code. */
export interface ModelServer {
  readonly url: string;
  /** Requests for an answer that were taken, in order. */
  readonly requests: readonly WireRequest[];
  /** Whatever was refused with 400 for its shape: a test that expects none looks here. */
  readonly faults: readonly string[];
  /** What every whole answer was billed, in order, with its model. */
  readonly billed: readonly (Billed & { readonly model: string })[];
  /** How often tokens were counted. */
  readonly counts: () => number;
  close(): Promise<void>;
}

export interface ModelServerOptions {
  /** Keys that are let in; without, every key is. */
  readonly keys?: readonly string[];
  /** Whether two messages of one role in a row are refused. The API joins them; our own client never sends them. */
  readonly alternate?: boolean;
  /** Answers to counting instead of the plain measure. */
  readonly onCount?: (request: WireRequest, earlier: number) => ScriptedReply | number;
}

interface Served {
  readonly script: CalledScript;
  readonly options: ModelServerOptions;
  readonly requests: WireRequest[];
  readonly faults: string[];
  readonly billed: (Billed & { readonly model: string })[];
  counts: number;
}

/** Starts the server on a free port of the loopback interface. */
export async function startModelServer(script: CalledScript, options: ModelServerOptions = {}): Promise<ModelServer> {
  const served: Served = { script, options, requests: [], faults: [], billed: [], counts: 0 };
  const server = createServer((request, response) => {
    answer(request, response, served).catch((fault: unknown) => {
      served.faults.push(String(fault));
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests: served.requests,
    faults: served.faults,
    billed: served.billed,
    counts: () => served.counts,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, served: Served): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://loopback').pathname;
  const kind = path === '/v1/messages' ? 'send' : path === '/v1/messages/count_tokens' ? 'count' : undefined;
  if (request.method !== 'POST' || !kind) {
    refuse(response, { kind: 'error', status: 404, type: 'not_found_error', message: `no ${path} here` });
    return;
  }
  const keys = served.options.keys;
  if (keys && !keys.includes(keyOf(request))) {
    refuse(response, { kind: 'error', status: 401, type: 'authentication_error', message: 'invalid x-api-key' });
    return;
  }
  const body = parse(await readAll(request));
  const fault = findFault(body, kind, served.options.alternate ?? true);
  if (fault !== undefined) {
    served.faults.push(fault);
    refuse(response, { kind: 'error', status: 400, type: 'invalid_request_error', message: fault });
    return;
  }
  if (kind === 'count') count(body as WireRequest, response, served);
  else await reply(body as WireRequest, response, { served, caller: callerOf(request, response) });
}

function callerOf(request: IncomingMessage, response: ServerResponse): Caller {
  const closed = new AbortController();
  response.once('close', () => closed.abort());
  return { key: keyOf(request), port: request.socket.remotePort ?? 0, closed: closed.signal };
}

function count(request: WireRequest, response: ServerResponse, served: Served): void {
  const earlier = served.counts;
  served.counts += 1;
  const counted = served.options.onCount?.(request, earlier) ?? countTokens(request);
  if (typeof counted === 'number') sendJson(response, 200, { input_tokens: counted });
  else if (counted.kind === 'error') refuse(response, counted);
  else response.destroy();
}

async function reply(
  request: WireRequest,
  response: ServerResponse,
  { served, caller }: { readonly served: Served; readonly caller: Caller },
): Promise<void> {
  const number = served.requests.push(request);
  const scripted = await served.script(request, number - 1, caller);
  if (scripted.kind === 'drop') {
    response.destroy();
    return;
  }
  if (scripted.kind === 'error') {
    refuse(response, scripted);
    return;
  }
  const wire = toWire(scripted, request, number);
  const bill = (): void => void served.billed.push({ ...wire.usage, model: request.model });
  if (request.stream === true) {
    if (await stream(response, toEvents(wire), scripted)) bill();
    return;
  }
  bill();
  sendJson(response, 200, wire);
}

/** Whether the stream went to its end. */
async function stream(
  response: ServerResponse,
  events: readonly Readonly<Record<string, unknown>>[],
  { cutAfter, stallAfter, errorAfter, eventMs }: Extract<ScriptedReply, { kind: 'message' }>,
): Promise<boolean> {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  for (const [at, event] of events.entries()) {
    if (at === cutAfter) {
      response.destroy();
      return false;
    }
    if (at === stallAfter) return false;
    if (at === errorAfter?.events) {
      const { type, message } = errorAfter;
      write(response, { type: 'error', error: { type, message } });
      response.end();
      return false;
    }
    if (response.destroyed) return false;
    write(response, event);
    if (eventMs !== undefined) await pause(eventMs);
  }
  response.end();
  return true;
}

function write(response: ServerResponse, event: Readonly<Record<string, unknown>>): void {
  response.write(`event: ${String(event['type'])}\ndata: ${JSON.stringify(event)}\n\n`);
}

function refuse(
  response: ServerResponse,
  { status, type, message, headers }: Extract<ScriptedReply, { kind: 'error' }>,
): void {
  sendJson(response, status, { type: 'error', error: { type, message }, request_id: 'req_loopback' }, headers);
}

function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

function keyOf({ headers }: IncomingMessage): string {
  const plain = headers['x-api-key'];
  return typeof plain === 'string' ? plain : (headers.authorization ?? '').replace(/^Bearer /, '');
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (fault) {
    if (fault instanceof SyntaxError) return undefined;
    throw fault;
  }
}
