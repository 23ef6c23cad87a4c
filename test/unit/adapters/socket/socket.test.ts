import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { connectCoordinator } from '../../../../src/adapters/socket/connectCoordinator.ts';
import { createDerivedTokens } from '../../../../src/adapters/socket/derivedTokens.ts';
import { serveCoordinator } from '../../../../src/adapters/socket/serveCoordinator.ts';
import { TokenService } from '../../../../src/app/coordinator/tokenService.ts';
import { silentLog } from '../../../../src/base/log.ts';
import { sessionId } from '../../../../src/domain/task/ids.ts';
import { maxMessageBytes } from '../../../../src/protocol/socketMessages.ts';
import { aPlan, aSession, aTask } from '../../../support/plans.ts';
import { tempFolder } from '../../../support/tempFolder.ts';
import { createTestCoordinator } from '../../../support/testCoordinator.ts';

const address = join(tempFolder(), 'run', 'leader.sock');
const { coordinator } = createTestCoordinator();
await coordinator.adopt(aPlan([aSession('one'), aSession('two')], [aTask('A', { session: sessionId('one') })]));
const tokens = new TokenService(coordinator, createDerivedTokens(Buffer.from('a secret of this test')));
const tokenOfOne = tokens.grant({ kind: 'session', session: 'one' });
const tokenOfPerson = tokens.grant({ kind: 'person', name: 'tester' });
const server = await serveCoordinator({ address, service: tokens, log: silentLog });
after(async () => {
  coordinator.dispose();
  await server.close();
});

/** A client that writes what it wants; resolves to everything that the server said until the connection ended. */
function rawClient(write: (socket: Socket) => void, endAfterMs = 150): Promise<string> {
  return new Promise((resolve) => {
    let said = '';
    const socket = connect(address, () => write(socket));
    socket.on('data', (data) => (said += String(data)));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => resolve(said));
    setTimeout(() => socket.destroy(), endAfterMs);
  });
}

const hello = `${JSON.stringify({ hello: tokenOfOne })}\n`;

async function stillServes(): Promise<void> {
  const client = await connectCoordinator({ address, token: tokenOfOne });
  assert.ok((await client.request({ verb: 'heartbeat', session: 'one' })).ok);
  client.close();
}

test('the socket lies in a folder that only its user can open', () => {
  assert.equal(statSync(dirname(address)).mode & 0o777, 0o700);
});

test('requests travel, refusals come back as values, entries are pushed', async () => {
  const client = await connectCoordinator({ address, token: tokenOfOne });
  const pushed: string[] = [];
  const person = await connectCoordinator({ address, token: tokenOfPerson });
  await person.subscribe(0, (body) => pushed.push(body));
  const first = await client.request({ verb: 'claim', session: 'one', task: 'A' });
  assert.ok(first.ok && first.value.outcome === 'claimed');
  const second = await client.request({ verb: 'claim', session: 'one', task: 'A' });
  assert.ok(!second.ok);
  assert.equal(second.error.code, 'taken');
  while (pushed.length < coordinator.state.sequence) await turn();
  assert.match(pushed.at(-1) ?? '', /"type":"task\.claimed"/);
  client.close();
  person.close();
});

test('a session that follows the ledger hears of every entry, and of what others say not a word', async () => {
  const client = await connectCoordinator({ address, token: tokenOfOne });
  const person = await connectCoordinator({ address, token: tokenOfPerson });
  await client.request({ verb: 'ask', session: 'one', to: null, text: 'an early secret', wait: false });
  const pushed: string[] = [];
  await client.subscribe(0, (body) => pushed.push(body));
  await person.request({ verb: 'message', to: 'two', text: 'a late secret' });
  while (pushed.length < coordinator.state.sequence) await turn();
  assert.deepEqual(
    pushed,
    Array.from({ length: coordinator.state.sequence }, (_, at) => `{"sequence":${at + 1}}`),
  );
  client.close();
  person.close();
});

test("a session's token is not its runner's: what it says of a provider or a sandbox is refused", async () => {
  const runner = tokens.grant({ kind: 'session', session: 'two', runner: true }, 'a secret of the launch');
  const command = tokens.grant({ kind: 'session', session: 'two' });
  const register = { verb: 'registerSession', session: 'two', provider: 'command', sandbox: 'os' } as const;
  for (const [token, code] of [
    [command, 'forbidden'],
    [runner, undefined],
  ] as const) {
    const client = await connectCoordinator({ address, token });
    const answer = await client.request(register);
    assert.equal(answer.ok ? undefined : answer.error.code, code);
    client.close();
  }
});

test('a token that was never given out opens nothing', async () => {
  await assert.rejects(connectCoordinator({ address, token: 'guessed' }), {
    name: 'ConnectionLost',
    code: 'unknown-token',
  });
});

test('nobody at the address is said at once', async () => {
  await assert.rejects(
    connectCoordinator({ address: `${address}.not`, token: 'x' }),
    /Nobody answers at .*leader\.sock\.not/,
  );
});

test("a session's token speaks only for that session", async () => {
  const client = await connectCoordinator({ address, token: tokenOfOne });
  for (const request of [
    { verb: 'claimNext', session: 'two', wait: false },
    { verb: 'integrated', task: 'A', epoch: 1, merge: 'a'.repeat(40), evidence: [] },
    { verb: 'pause' },
  ] as const) {
    const answer = await client.request(request);
    assert.ok(!answer.ok);
    assert.equal(answer.error.code, 'forbidden');
  }
  client.close();
});

function checkHostile(name: string, write: (socket: Socket) => void, said: RegExp): void {
  test(`a client that ${name} harms nobody`, async () => {
    assert.match(await rawClient(write), said);
    await stillServes();
  });
}

checkHostile(
  'sends no hello but a request',
  (socket) => socket.write('{"id":1,"request":{"verb":"pause"}}\n'),
  /^{"goodbye":{"code":"malformed".*\n$/,
);
checkHostile(
  'sends bytes that are no text',
  (socket) => socket.write(Buffer.from([0, 255, 254, 10, 10, 0])),
  /^{"goodbye":{"code":"malformed".*\n$/,
);
checkHostile('sends no JSON', (socket) => socket.write(`${hello}{{{\n`), /"code":"malformed"/);
checkHostile(
  'asks for an unknown verb',
  (socket) => socket.write(`${hello}{"id":7,"request":{"verb":"drop"}}\n`),
  /"id":7.*"malformed".*verb/,
);
checkHostile(
  'uses wrong types',
  (socket) => socket.write(`${hello}{"id":8,"request":{"verb":"claim","session":"one","task":7}}\n`),
  /"id":8.*"malformed".*task/,
);
checkHostile(
  'pollutes prototypes',
  (socket) => socket.write(`${hello}{"id":9,"__proto__":{"x":1},"request":{"verb":"constructor"}}\n`),
  /"malformed"/,
);
checkHostile(
  'sends a lone surrogate where a name belongs',
  (socket) => socket.write(`${hello}{"id":10,"request":{"verb":"claim","session":"one","task":"\\ud800"}}\n`),
  /"id":10.*"malformed"/,
);
checkHostile(
  'never ends its line',
  (socket) => {
    socket.write(hello);
    socket.write('x'.repeat(maxMessageBytes + 10));
  },
  /^{"welcome":true}\n{"goodbye":{"code":"too-long".*\n$/,
);
checkHostile(
  'says hello without an end',
  (socket) => socket.write('x'.repeat(2_000)),
  /^{"goodbye":{"code":"too-long"/,
);
checkHostile(
  'subscribes twice',
  (socket) => {
    const subscribe = (id: number): string => `{"id":${id},"request":{"verb":"subscribe","from":1000}}\n`;
    socket.write(`${hello}${subscribe(1)}${subscribe(2)}`);
  },
  /"id":1,"ok":true.*\n.*"id":2,"ok":false.*"already-subscribed"/,
);
checkHostile('hangs up in the middle', (socket) => socket.end(`${hello}{"id":1,"requ`), /welcome/);

test('a waiting claim of a client that hangs up is dropped', async () => {
  const before = coordinator.state.sequence;
  await rawClient((socket) =>
    socket.write(`${hello}{"id":1,"request":{"verb":"claimNext","session":"one","wait":true}}\n`),
  );
  await coordinator.idle();
  assert.equal(coordinator.state.sequence, before);
});
