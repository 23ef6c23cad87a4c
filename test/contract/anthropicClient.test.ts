import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { createAnthropicClient } from '../../src/adapters/anthropic/anthropicClient.ts';
import type { ModelRequest } from '../../src/app/ports/modelClient.ts';
import { told, type Message } from '../../src/domain/agent/conversation.ts';
import { startModelServer, type ModelServer, type ModelServerOptions } from '../support/anthropic/modelServer.ts';
import { says, scriptOf, type Script, type ScriptedReply } from '../support/anthropic/script.ts';

const key = 'sk-ant-contract-0123456789abcdef';
const never = new AbortController().signal;

async function serve(script: Script, options: ModelServerOptions = {}): Promise<ModelServer> {
  const server = await startModelServer(script, { keys: [key], ...options });
  after(() => server.close());
  return server;
}

function requestOf(messages: readonly Message[] = [told('Do it.')]): ModelRequest {
  const inputSchema = { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] };
  const tools = [{ name: 'read_file', description: 'Reads a file.', inputSchema }];
  return { model: 'claude-sonnet-5-5', system: 'You work.', tools, messages, maxOutput: 1_000 };
}

async function ask(
  reply: ScriptedReply,
  options: { readonly silenceMs?: number; readonly signal?: AbortSignal; readonly server?: ModelServerOptions } = {},
) {
  const server = await serve(scriptOf([reply]), options.server);
  const client = createAnthropicClient({ key, baseUrl: server.url, silenceMs: options.silenceMs ?? 20_000 });
  const texts: string[] = [];
  const answer = await client.reply(requestOf(), {
    signal: options.signal ?? never,
    onText: (text) => texts.push(text),
  });
  return { answer, texts, server };
}

test('a reply comes with its text in pieces, its calls, its stop reason and its exact usage', async () => {
  const usage = { input_tokens: 11, output_tokens: 22, cache_read_input_tokens: 33, cache_creation_input_tokens: 44 };
  const content = [
    { type: 'thinking', thinking: 'hm', signature: 'signed' },
    { type: 'text', text: 'I look.' },
    { type: 'tool_use', id: 'toolu_a', name: 'read_file', input: { path: 'ä/"b".ts' } },
  ] as const;
  const { answer, texts, server } = await ask({ kind: 'message', content, usage });
  assert.ok(answer.ok);
  assert.deepEqual(texts, ['I lo', 'ok.']);
  assert.equal(answer.reply.stop, 'tool_use');
  assert.deepEqual(answer.usage, { input: 11, output: 22, cacheRead: 33, cacheWrite5m: 44, cacheWrite1h: 0 });
  assert.deepEqual(answer.reply.blocks.slice(1), [
    { type: 'text', text: 'I look.' },
    { type: 'call', id: 'toolu_a', name: 'read_file', input: { path: 'ä/"b".ts' } },
  ]);
  assert.deepEqual(server.faults, []);
});

test('reasoning goes back as it came, results follow their calls, and the stable prefix is marked for the cache', async () => {
  const thinking = { type: 'thinking', thinking: 'hm', signature: 'signed' } as const;
  const call = { type: 'tool_use', id: 'toolu_a', name: 'read_file', input: { path: 'a' } } as const;
  const server = await serve(scriptOf([{ kind: 'message', content: [thinking, call] }, says('done')]));
  const client = createAnthropicClient({ key, baseUrl: server.url });
  const options = { signal: never, onText: () => undefined };
  const first = await client.reply(requestOf(), options);
  assert.ok(first.ok);
  const result = { type: 'result', call: 'toolu_a', text: 'one', isError: false } as const;
  const messages: readonly Message[] = [
    told('Do it.'),
    { role: 'assistant', blocks: first.reply.blocks },
    { role: 'user', blocks: [result] },
  ];
  assert.ok((await client.reply(requestOf(messages), options)).ok);
  assert.deepEqual(server.faults, []);
  const [, second] = server.requests;
  assert.ok(second && typeof second.system !== 'string');
  const cached = { type: 'ephemeral', ttl: '5m' };
  assert.deepEqual(second.system?.[0]?.cache_control, cached);
  const blocks = second.messages.map(({ content }) => (typeof content === 'string' ? [] : content));
  assert.deepEqual(blocks[0]?.[0]?.cache_control, cached);
  assert.deepEqual(blocks[1]?.[0], thinking);
  assert.deepEqual(blocks[2]?.[0]?.cache_control, cached);
});

for (const stop of ['end_turn', 'max_tokens', 'stop_sequence', 'refusal', 'pause_turn'] as const) {
  test(`the stop reason ${stop} is told`, async () => {
    const { answer } = await ask({ kind: 'message', content: [{ type: 'text', text: 'x' }], stop });
    assert.ok(answer.ok && answer.reply.stop === stop);
  });
}

test('a full context and a reason of the future are told apart, and empty text is no block', async () => {
  const full = await ask({
    kind: 'message',
    content: [{ type: 'text', text: ' ' }],
    stop: 'model_context_window_exceeded',
  });
  assert.ok(full.answer.ok);
  assert.deepEqual([full.answer.reply.stop, full.answer.reply.blocks], ['context_full', []]);
  const future = await ask({ kind: 'message', content: [], stop: 'tired' });
  assert.ok(future.answer.ok && future.answer.reply.stop === 'unknown');
});

const errors: readonly [
  status: number,
  type: string,
  message: string,
  kind: string,
  headers?: Record<string, string>,
][] = [
  [400, 'invalid_request_error', 'messages: something is wrong', 'refused'],
  [400, 'invalid_request_error', 'Your credit balance is too low to access the API', 'quota'],
  [400, 'invalid_request_error', 'prompt is too long: 210000 tokens > 200000 maximum', 'too-long'],
  [401, 'authentication_error', 'invalid x-api-key', 'auth'],
  [402, 'billing_error', 'payment required', 'quota'],
  [403, 'permission_error', 'not allowed to use this model', 'auth'],
  [404, 'not_found_error', 'model: claude-nobody', 'refused'],
  [413, 'request_too_large', 'Request exceeds the maximum size', 'too-long'],
  [429, 'rate_limit_error', 'Number of request tokens has exceeded your rate limit', 'rate', { 'retry-after': '7' }],
  [
    429,
    'rate_limit_error',
    'You have reached your specified API usage limits. You will regain access on 2027-01-01',
    'quota',
  ],
  [500, 'api_error', 'Internal server error', 'overload'],
  [529, 'overloaded_error', 'Overloaded', 'overload'],
];
for (const [status, type, message, kind, headers] of errors) {
  test(`${status} "${message.slice(0, 40)}" is a failure of kind ${kind}, asked once and free`, async () => {
    const { answer, server } = await ask({ kind: 'error', status, type, message, ...(headers ? { headers } : {}) });
    assert.ok(!answer.ok);
    assert.deepEqual([answer.failure.kind, answer.spent], [kind, 'nothing']);
    assert.equal(answer.failure.retryAfterMs, headers ? 7_000 : null);
    assert.match(answer.failure.message, new RegExp(`^${status} `));
    assert.equal(server.requests.length, 1);
  });
}

const long = { type: 'text', text: 'a long answer' } as const;
for (const [what, reply, spent] of [
  ['ends before an answer', { kind: 'drop' }, 'unknown'],
  ['ends after the first event', { kind: 'message', content: [long], cutAfter: 1 }, 'unknown'],
  ['ends in the middle of a text', { kind: 'message', content: [long], cutAfter: 4 }, 'unknown'],
  ['ends before its last event', { kind: 'message', content: [long], cutAfter: 7 }, 'unknown'],
  ['falls silent', { kind: 'message', content: [long], stallAfter: 3 }, 'unknown'],
  ['falls silent at once', { kind: 'message', content: [long], stallAfter: 0 }, 'unknown'],
] as const satisfies readonly (readonly [string, ScriptedReply, string])[]) {
  test(`a connection that ${what} is a failure of the network, and what it cost is unknown`, async () => {
    const { answer } = await ask(reply, { silenceMs: 400 });
    assert.ok(!answer.ok, JSON.stringify(answer));
    assert.deepEqual([answer.failure.kind, answer.spent], ['network', spent]);
  });
}

test('an overload in the middle of a stream is an overload', async () => {
  const errorAfter = { events: 4, type: 'overloaded_error', message: 'Overloaded' };
  const { answer } = await ask({ kind: 'message', content: [long], errorAfter });
  assert.ok(!answer.ok);
  assert.deepEqual([answer.failure.kind, answer.spent], ['overload', 'unknown']);
});

test('a slow stream that never falls silent for long is waited for', async () => {
  const { answer } = await ask({ kind: 'message', content: [long], eventMs: 100 }, { silenceMs: 600 });
  assert.ok(answer.ok);
});

test('nobody at the address is a failure of the network that cost nothing', async () => {
  const server = await serve(scriptOf([]));
  await server.close();
  const client = createAnthropicClient({ key, baseUrl: server.url });
  const answer = await client.reply(requestOf(), { signal: never, onText: () => undefined });
  assert.ok(!answer.ok);
  assert.deepEqual([answer.failure.kind, answer.spent], ['network', 'nothing']);
});

for (const stallAfter of [0, 3]) {
  test(`calling off a stream that stands still after ${stallAfter} events ends it within a second`, async () => {
    const controller = new AbortController();
    const asked = ask({ kind: 'message', content: [long], stallAfter }, { signal: controller.signal });
    setTimeout(() => controller.abort(), 200);
    const began = performance.now();
    await assert.rejects(asked, { name: 'AbortError' });
    assert.ok(performance.now() - began < 5_000);
  });
}

test('tokens are counted for the very body that is sent; failures of counting are told', async () => {
  const server = await serve(scriptOf([says('done')]), {
    onCount: (request, earlier) =>
      earlier === 0
        ? request.messages.length * 100
        : { kind: 'error', status: 529, type: 'overloaded_error', message: 'Overloaded' },
  });
  const client = createAnthropicClient({ key, baseUrl: server.url });
  assert.deepEqual(await client.countTokens(requestOf(), never), { ok: true, tokens: 100 });
  const failed = await client.countTokens(requestOf(), never);
  assert.ok(!failed.ok && failed.failure.kind === 'overload');
});

test('a key that the server sends back stands in no message', async () => {
  const { answer } = await ask({
    kind: 'error',
    status: 400,
    type: 'invalid_request_error',
    message: `bad key ${key}!`,
  });
  assert.ok(!answer.ok);
  assert.ok(!answer.failure.message.includes(key) && answer.failure.message.includes('[key]'));
});

test('an answer that is no JSON, an endless one-line error and a stream of nonsense are failures, not faults', async () => {
  const bodies = ['<html>busy</html>', 'x'.repeat(100_000), 'event: message_start\ndata: {"type":"message_st\n\n'];
  for (const [at, body] of bodies.entries()) {
    const nonsense = createServer((_request, response) => {
      response.writeHead(at === 2 ? 200 : 502, { 'content-type': at === 2 ? 'text/event-stream' : 'text/html' });
      response.end(body);
    });
    await new Promise<void>((resolve) => nonsense.listen(0, '127.0.0.1', resolve));
    after(() => nonsense.close());
    const baseUrl = `http://127.0.0.1:${(nonsense.address() as AddressInfo).port}`;
    const answer = await createAnthropicClient({ key, baseUrl }).reply(requestOf(), {
      signal: never,
      onText: () => undefined,
    });
    assert.ok(!answer.ok);
    assert.ok(answer.failure.message.length <= 500);
  }
});
