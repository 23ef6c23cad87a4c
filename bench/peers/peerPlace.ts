import type { BenchContext } from '../benchmark.ts';
import { importClient } from './clients.ts';
import { startServer, type RunningServer, type ServerStart } from './startServer.ts';

/** What a peer needs: its folder, its servers and its client, each of which it gets only here. */
export interface PeerPlace extends BenchContext {
  /** Starts a server on loopback; it is stopped when the peer's run is over, however it ends. */
  start(server: ServerStart): Promise<RunningServer>;
  /** Loads an npm client from the peers' own cache; its shape is for the peer to know. */
  client(name: string): unknown;
}

/** Gives `work` a place and stops whatever it started, newest first. */
export async function withPlace<T>(
  context: BenchContext,
  cache: string,
  work: (place: PeerPlace) => Promise<T>,
): Promise<T> {
  const running: RunningServer[] = [];
  try {
    return await work({
      ...context,
      start: async (server) => {
        const started = await startServer(server);
        running.push(started);
        return started;
      },
      client: (name) => importClient(cache, name),
    });
  } finally {
    for (const server of running.reverse()) await server.stop();
  }
}
