/** A hostile program in a process of its own: `node hostile.ts <address> <token of a session> <attack>`; tells its parent what the leader said to it. */
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';

const [address = '', token = '', attack = ''] = process.argv.slice(2);
const hello = `${JSON.stringify({ hello: token })}\n`;
/** How often the leader used each code, and closed a connection. */
const said: Record<string, number> = {};

const count = (what: string): void => void (said[what] = (said[what] ?? 0) + 1);

/** Connects and notes what is said; `deaf` reads nothing. */
function open(first: string | Buffer, deaf = false): Promise<Socket> {
  const { promise, resolve } = Promise.withResolvers<Socket>();
  const socket = connect(address, () => resolve(socket));
  let rest = '';
  socket.setEncoding('utf8');
  if (deaf) socket.pause();
  else
    socket.on('data', (data: string) => {
      const lines = (rest + data).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines)
        count(/"code":"([a-z-]+)"/.exec(line)?.[1] ?? (line.includes('welcome') ? 'welcome' : 'answer'));
    });
  socket.on('error', () => (resolve(socket), socket.destroy()));
  socket.on('close', () => count('closed'));
  socket.write(first);
  return promise;
}

async function until(what: string, times = 1): Promise<void> {
  while ((said[what] ?? 0) < times) await turn();
}

const request = (id: number, asked: object): string => `${JSON.stringify({ id, request: asked })}\n`;
const heartbeat = { verb: 'heartbeat', session: 'bad' };

const attacks: Readonly<Record<string, () => Promise<void>>> = {
  'a flood of requests': async () => {
    const sockets = await Promise.all(Array.from({ length: 5 }, () => open(hello)));
    const many = Array.from({ length: 15_000 }, (_, id) => request(id, heartbeat)).join('');
    for (const socket of sockets) socket.write(many);
    await until('rate-limited', 5);
  },
  'a flood of long requests': async () => {
    const socket = await open(hello);
    const long = request(1, { ...heartbeat, session: 'x'.repeat(1_000_000) });
    for (let at = 0; at < 220; at += 1) socket.write(long);
    await until('rate-limited');
  },
  'a flood of connections': async () => {
    const sockets = await Promise.all(Array.from({ length: 300 }, () => open(hello)));
    await until('too-many-connections', 300 - 128);
    for (const socket of sockets) socket.destroy();
  },
  'a flood of connections that say nothing': async () => {
    for (let wave = 0; wave < 10; wave += 1) await Promise.all(Array.from({ length: 100 }, () => open('')));
    await until('too-many-connections', 400);
  },
  'a byte at a time': async () => {
    const strangers = await Promise.all(Array.from({ length: 40 }, () => open('{"hello":"')));
    const members = await Promise.all(Array.from({ length: 40 }, () => open(`${hello}{"id":1,"request":"`)));
    for (let at = 0; at < 1_100; at += 1) {
      for (const socket of [...strangers, ...members]) if (socket.writable) socket.write('x');
      if (at % 10 === 0) await turn();
    }
    await until('closed', 40);
  },
  'lines without an end': async () => {
    const sockets = await Promise.all(Array.from({ length: 10 }, () => open(hello)));
    const endless = 'x'.repeat(1_100_000);
    for (const socket of sockets) socket.write(endless);
    await until('closed', 10);
  },
  garbage: async () => {
    for (let round = 0; round < 100; round += 1) {
      await open(randomBytes(5_000));
      await open(Buffer.concat([Buffer.from(hello), randomBytes(5_000)]));
    }
    await until('closed', 100);
  },
  'connections that are half open': async () => {
    const sockets = await Promise.all(Array.from({ length: 100 }, () => open(hello)));
    for (const socket of sockets) socket.end(request(1, { verb: 'claimNext', session: 'bad', wait: true }));
    await until('closed', 100);
  },
  'thousands of subscriptions': async () => {
    const socket = await open(hello);
    for (let id = 0; id < 6_000; id += 1) socket.write(request(id, { verb: 'subscribe', from: 0 }));
    await until('already-subscribed');
  },
  'thousands of requests that wait': async () => {
    const socket = await open(hello);
    for (let id = 0; id < 6_000; id += 1) socket.write(request(id, { verb: 'claimNext', session: 'bad', wait: true }));
    await until('too-many-waiting');
  },
  'wrong tokens': async () => {
    for (let round = 0; round < 60; round += 1)
      await Promise.all(Array.from({ length: 30 }, (_, at) => open(`{"hello":"guess-${round}-${at}"}\n`)));
    await until('closed', 1_800);
  },
  'asking without listening': async () => {
    const socket = await open(hello, true);
    const asked = request(1, { verb: 'why', subject: 'nothing' });
    const many = asked.repeat(2_000);
    let written = 0;
    // It ends when the leader takes no more from somebody who does not listen.
    while (written < 400 && socket.writableLength < 2_000_000) {
      socket.write(many);
      written += 1;
      await turn();
    }
    if (socket.writableLength >= 2_000_000) count('not-read');
    socket.destroy();
  },
};

const run = attacks[attack];
if (run) await run();
process.send?.(said);
process.disconnect();
process.exit(0);
