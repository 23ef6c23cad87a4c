import { claimFigures } from './claimFigures.ts';
import type { Peer } from './peer.ts';
import type { PeerPlace } from './peerPlace.ts';
import { requireProgram } from './programs.ts';
import { freePort } from './startServer.ts';

interface RedisClient {
  set(key: string, value: string, condition: 'NX'): Promise<string | null>;
  disconnect(): void;
}
interface RedisModule {
  readonly Redis: new (options: { host: string; port: number }) => RedisClient;
}

/** Starts a Redis that syncs its log at every write; gives its port. */
export async function startRedis(place: PeerPlace): Promise<number> {
  const port = await freePort();
  const settings = {
    port: String(port),
    bind: '127.0.0.1',
    dir: place.folder,
    appendonly: 'yes',
    appendfsync: 'always',
    save: '',
  };
  await place.start({
    program: requireProgram('redis-server', 'redis-server'),
    args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
    port,
  });
  return port;
}

export const redis: Peer = {
  name: 'redis',
  rowOfSpec: 'peer: Redis, appendfsync always',
  run: async (place) => {
    const port = await startRedis(place);
    const { Redis } = place.client('ioredis') as RedisModule;
    const client = new Redis({ host: '127.0.0.1', port });
    try {
      return await claimFigures(place, 'SET NX', async (task) => (await client.set(task, 'session', 'NX')) === 'OK');
    } finally {
      client.disconnect();
    }
  },
};
