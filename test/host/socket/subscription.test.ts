import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { connectCoordinator, type SocketClient } from '../../../src/adapters/socket/connectCoordinator.ts';
import { readLines } from '../../../src/adapters/socket/lines.ts';
import { connectPatiently } from '../../../src/adapters/socket/reconnectingClient.ts';
import { Random } from '../../support/random.ts';
import { bodyOf, openRaw, ServedFeed } from './servedFeed.ts';

const past = 40_000;
const mebibyte = 1024 * 1024;

/** Follows from `from` until entry `until`, hanging up at random; resolves to the sequences in the order in which they came. */
async function followWithBreaks(address: string, from: number, until: number, random: Random): Promise<number[]> {
  const seen: number[] = [];
  while (seen.length < until - from) {
    const client: SocketClient = await connectCoordinator({ address, token: 'reader' });
    const end = Promise.withResolvers<void>();
    const stopAt = seen.length + 1 + random.below(20_000);
    let open = true;
    await client.subscribe(from + seen.length, (body) => {
      if (!open) return;
      const sequence = Number(/\d+/.exec(body)?.[0]);
      assert.equal(body, bodyOf(sequence));
      seen.push(sequence);
      open = seen.length < stopAt && seen.length < until - from;
      if (!open) end.resolve();
    });
    await end.promise;
    client.close();
  }
  return seen;
}

test('a past of 24 MB and what is new meanwhile come to each subscriber once and in order, from wherever it begins', async () => {
  const feed = new ServedFeed();
  feed.commit(past);
  await feed.serve();
  const total = past + 3_000;
  let writing = true;
  const write = async (): Promise<void> => {
    while (feed.size < total) {
      feed.commit(3);
      await turn();
    }
    writing = false;
  };
  const starts = [0, 0, 123, past - 1, past];
  const [, ...seen] = await Promise.all([
    write(),
    ...starts.map((from, at) => followWithBreaks(feed.address, from, total, new Random(at + 1))),
  ]);
  assert.equal(writing, false);
  for (const [at, from] of starts.entries())
    assert.deepEqual(
      seen[at],
      Array.from({ length: total - from }, (_, index) => from + 1 + index),
    );
  await feed.close();
});

test('a subscriber that reads nothing is held little for, however much is written, and gets everything when it reads', async () => {
  const feed = new ServedFeed();
  feed.commit(past);
  await feed.serve();
  const lazy = await openRaw(feed.address, `{"hello":"lazy"}\n{"id":1,"request":{"verb":"subscribe","from":0}}\n`);
  lazy.pause();
  const busy = await connectCoordinator({ address: feed.address, token: 'busy' });
  const arrived = Promise.withResolvers<void>();
  let last = past;
  await busy.subscribe(past, () => {
    last += 1;
    if (last === past + 20_000) arrived.resolve();
  });
  for (let at = 0; at < 2_000; at += 1) {
    feed.commit(10);
    await turn();
  }
  await arrived.promise;
  const heldFor = feed.given - 20_000 * bodyOf(past).length;
  assert.ok(heldFor < 2 * mebibyte, `${heldFor} bytes were given to a subscriber that read nothing`);
  busy.close();
  const sequences: number[] = [];
  const complete = Promise.withResolvers<void>();
  readLines(lazy, () => mebibyte, {
    onLine: (line) => {
      const { entry } = JSON.parse(line) as { readonly entry?: string };
      if (entry !== undefined) sequences.push(Number(/\d+/.exec(entry)?.[0]));
      if (sequences.length === past + 20_000) complete.resolve();
    },
    onTooLong: () => assert.fail('a line is too long'),
  });
  lazy.resume();
  await complete.promise;
  assert.deepEqual(
    sequences,
    Array.from({ length: past + 20_000 }, (_, at) => at + 1),
  );
  lazy.destroy();
  await feed.close();
});

test('a subscriber that reads nothing for the stated time is cut off', async () => {
  const feed = new ServedFeed();
  feed.commit(past);
  const ended = Promise.withResolvers<void>();
  feed.onEnded = () => ended.resolve();
  await feed.serve({ stallMs: 50 });
  const stalled = await openRaw(
    feed.address,
    `{"hello":"stalled"}\n{"id":1,"request":{"verb":"subscribe","from":0}}\n`,
  );
  stalled.pause();
  await ended.promise;
  stalled.destroy();
  await feed.close();
});

test('who has read everything and is silent is not cut off', async () => {
  const feed = new ServedFeed();
  feed.commit(3);
  await feed.serve({ stallMs: 20 });
  const quiet = await connectCoordinator({ address: feed.address, token: 'quiet' });
  await quiet.subscribe(3, () => undefined);
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.ok((await quiet.request({ verb: 'pause' })).ok);
  quiet.close();
  await feed.close();
});

test('a client that outlives leaders has each entry once, whatever it missed', async () => {
  const feed = new ServedFeed();
  feed.commit(10);
  await feed.serve();
  const seen: number[] = [];
  let waiting = Promise.withResolvers<void>();
  let awaited = 10;
  const client = await connectPatiently({
    address: feed.address,
    token: 'patient',
    patienceMs: 10_000,
    entries: {
      from: () => 4,
      onEntry: (body) => {
        seen.push(Number(/\d+/.exec(body)?.[0]));
        if (seen.at(-1) === awaited) waiting.resolve();
      },
    },
  });
  await waiting.promise;
  for (let leader = 0; leader < 3; leader += 1) {
    await feed.close();
    feed.commit(700);
    waiting = Promise.withResolvers<void>();
    awaited = feed.size + 5;
    await feed.serve();
    feed.commit(5);
    await waiting.promise;
  }
  assert.deepEqual(
    seen,
    Array.from({ length: feed.size - 4 }, (_, at) => at + 5),
  );
  client.close();
  await feed.close();
});
