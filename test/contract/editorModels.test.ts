import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmod, mkdir, readdir, realpath, symlink, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { createEditorModelClient } from '../../src/adapters/socket/editorModelClient.ts';
import { announcedWindows } from '../../src/adapters/socket/modelWindows.ts';
import { serveModels } from '../../src/adapters/socket/serveModels.ts';
import type { ModelRequest } from '../../src/app/ports/modelClient.ts';
import { silentLog } from '../../src/base/log.ts';
import type { EditorModelRequest, EditorModels } from '../../src/protocol/editorModels.ts';
import { tempFolder } from '../support/tempFolder.ts';

const request: ModelRequest = {
  model: 'acme/poet',
  system: 'Be brief.',
  tools: [{ name: 'read', description: 'Reads.', inputSchema: { type: 'object' } }],
  messages: [
    {
      role: 'user',
      blocks: [
        { type: 'text', text: 'Zwölf?\u2028🙂' },
        { type: 'opaque', value: { secret: 'of another provider' } },
      ],
    },
  ],
  maxOutput: 100,
};
const never = new AbortController().signal;
const quiet = { signal: never, onText: () => undefined };

/** A window whose models say `answer`, and what they were asked. */
async function aWindow(t: TestContext, stateFolder: string, models: Partial<EditorModels> = {}) {
  const asked: EditorModelRequest[] = [];
  const service = await serveModels({
    stateFolder,
    log: silentLog,
    models: {
      count: (heard) => {
        asked.push(heard);
        return Promise.resolve({ ok: true, tokens: 7, limit: 4_000 });
      },
      reply: (heard, { onText }) => {
        asked.push(heard);
        onText('On');
        onText('ly');
        const blocks = [{ type: 'text', text: 'Only' } as const];
        return Promise.resolve({ ok: true, stop: 'end_turn', blocks, prompt: 7, output: 2 });
      },
      ...models,
    },
  });
  t.after(() => service.close());
  return { asked, service };
}

test('a runner counts and calls with the model of a window, which sees nothing of another provider', async (t) => {
  const folder = tempFolder();
  const { asked } = await aWindow(t, folder);
  const client = createEditorModelClient(folder);
  assert.deepEqual(await client.countTokens(request, never), { ok: true, tokens: 7, limit: 4_000 });
  const texts: string[] = [];
  const answer = await client.reply(request, { signal: never, onText: (text) => void texts.push(text) });
  assert.deepEqual(texts, ['On', 'ly']);
  assert.ok(answer.ok);
  assert.deepEqual(answer.reply, { stop: 'end_turn', blocks: [{ type: 'text', text: 'Only' }], detail: null });
  assert.equal(answer.usage.input + answer.usage.output, 9);
  assert.deepEqual(
    asked.map(({ messages }) => messages[0]?.blocks),
    Array.from({ length: 2 }, () => [{ type: 'text', text: 'Zwölf?\u2028🙂' }]),
  );
});

test('without a window a call fails as a network does, and nothing was spent', async () => {
  const folder = tempFolder();
  const client = createEditorModelClient(folder);
  const answer = await client.reply(request, quiet);
  assert.ok(!answer.ok);
  assert.deepEqual([answer.failure.kind, answer.spent], ['network', 'nothing']);
  const count = await client.countTokens(request, never);
  assert.equal(count.ok, false);
});

test('a window that crashed is forgotten, and what is no announcement passed over; one that closed leaves nothing behind', async (t) => {
  const folder = tempFolder();
  const { service } = await aWindow(t, folder);
  const windows = join(folder, 'windows');
  await writeFile(join(windows, 'crashed.json'), JSON.stringify({ address: join(windows, 'gone.sock'), token: 'x' }));
  await writeFile(join(windows, 'broken.json'), '{"address":');
  await writeFile(join(windows, 'other.json'), '{"address":["a"]}');
  const client = createEditorModelClient(folder);
  assert.equal((await client.countTokens(request, never)).ok, true);
  await service.close();
  assert.equal((await client.countTokens(request, never)).ok, false);
  assert.deepEqual((await readdir(windows)).toSorted(), ['broken.json', 'other.json']);
});

test('a call that is called off is called off in the window; one whose window goes away is a cut', async (t) => {
  const folder = tempFolder();
  const begun = Promise.withResolvers<AbortSignal>();
  const { service } = await aWindow(t, folder, {
    reply: (_, { signal }) => {
      begun.resolve(signal);
      return new Promise(() => undefined);
    },
    count: () => new Promise(() => undefined),
  });
  const client = createEditorModelClient(folder);
  const off = new AbortController();
  const called = client.reply(request, { signal: off.signal, onText: () => undefined });
  const seen = await begun.promise;
  off.abort(new Error('stop'));
  await assert.rejects(called, /stop/);
  if (!seen.aborted) await once(seen, 'abort');
  const cut = client.reply(request, quiet);
  const counted = client.countTokens(request, never);
  await new Promise((resolve) => setImmediate(resolve));
  // Both are on their way or asked: whatever comes first, neither hangs.
  await service.close();
  assert.equal((await cut).ok, false);
  assert.equal((await counted).ok, false);
});

test('a model that throws is a cut, and the window serves on', async (t) => {
  const folder = tempFolder();
  await aWindow(t, folder, { reply: () => Promise.reject(new Error('defect')) });
  const client = createEditorModelClient(folder);
  const answer = await client.reply(request, quiet);
  assert.ok(!answer.ok && answer.spent === 'unknown');
  assert.equal((await client.countTokens(request, never)).ok, true);
});

const attacks: readonly (readonly [name: string, lines: readonly string[]])[] = [
  ['no token', [JSON.stringify({ type: 'count', request })]],
  ['a wrong token', [JSON.stringify({ type: 'hello', token: 'guess' }), JSON.stringify({ type: 'count', request })]],
  ['no JSON', ['GET / HTTP/1.1']],
  ['a long greeting', ['x'.repeat(5_000)]],
];
for (const [name, lines] of attacks)
  test(`a stranger with ${name} is cut off and reaches no model`, async (t) => {
    const folder = tempFolder();
    const { asked } = await aWindow(t, folder);
    const [window] = await announcedWindows(folder);
    const socket = connect(window?.address ?? '');
    let heard = '';
    socket.on('data', (data: Buffer) => (heard += data.toString()));
    // Being cut off in the middle of writing is an error of the socket.
    socket.on('error', () => undefined);
    socket.write(lines.map((line) => `${line}\n`).join(''));
    await once(socket, 'close');
    assert.equal(heard, '');
    assert.deepEqual(asked, []);
  });

test('a member who asks wrongly, or twice, is cut off', async (t) => {
  const folder = tempFolder();
  const { asked } = await aWindow(t, folder, { count: () => new Promise(() => undefined) });
  const [window] = await announcedWindows(folder);
  const hello = { type: 'hello', token: window?.token };
  for (const messages of [
    [hello, { type: 'count', request: { ...request, maxOutput: 'many' } }],
    [hello, hello],
    [hello, { type: 'count', request }, { type: 'count', request }],
  ]) {
    const socket = connect(window?.address ?? '');
    socket.on('error', () => undefined);
    socket.write(messages.map((message) => `${JSON.stringify(message)}\n`).join(''));
    socket.resume();
    await once(socket, 'close');
  }
  assert.deepEqual(asked, []);
});

test('an announcement that came with the repository leads no call to a place that is no window’s', async (t) => {
  const [folder, elsewhere] = [await realpath(tempFolder()), tempFolder()];
  const windows = join(folder, 'windows');
  await mkdir(windows);
  let heard = '';
  const address = join(elsewhere, 'lure.sock');
  const lure = createServer((socket) => {
    socket.on('data', (data: Buffer) => (heard += data.toString()));
    socket.on('error', () => undefined);
    setTimeout(() => socket.destroy(), 50);
  });
  await new Promise<void>((resolve) => void lure.listen(address, resolve));
  t.after(() => lure.close());
  for (const [name, text] of [
    ['outside', JSON.stringify({ address, token: 'x' })],
    ['above', JSON.stringify({ address: `${windows}/../../${elsewhere.split('/').at(-1)}/lure.sock`, token: 'x' })],
    ['machine', JSON.stringify({ address: '\\\\elsewhere.example\\pipe\\s2-models-1', token: 'x' })],
    ['huge', JSON.stringify({ address: join(windows, 'a.sock'), token: 'x'.repeat(100_000) })],
  ] as const)
    await writeFile(join(windows, `${name}.json`), text);
  await symlink('/dev/zero', join(windows, 'endless.json'));
  assert.deepEqual(await announcedWindows(folder), []);
  assert.equal((await createEditorModelClient(folder).countTokens(request, never)).ok, false);
  assert.equal(heard, '');
});

test('where the path is long, a window serves in a folder of the system that is the user’s alone, or not at all', async (t) => {
  if (process.platform === 'win32') return;
  const [base, before] = [tempFolder(), process.env['TMPDIR']];
  process.env['TMPDIR'] = base;
  t.after(() => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  });
  assert.equal(tmpdir(), base);
  const state = join(tempFolder(), 'x'.repeat(100));
  await mkdir(state);
  const shared = join(base, `s2-${process.getuid?.() ?? 0}`);
  await mkdir(shared, { mode: 0o700 });
  await aWindow(t, state);
  assert.equal((await createEditorModelClient(state).countTokens(request, never)).ok, true);
  // Whoever may write there can put a socket of their own in the place of the window's.
  await chmod(shared, 0o777);
  await assert.rejects(aWindow(t, state), /others may write/);
  assert.equal((await createEditorModelClient(state).countTokens(request, never)).ok, false);
});
