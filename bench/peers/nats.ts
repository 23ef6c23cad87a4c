import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { claimFigures } from './claimFigures.ts';
import type { Peer } from './peer.ts';
import { requireProgram } from './programs.ts';
import { freePort } from './startServer.ts';

interface NatsModule {
  connect(options: { servers: string }): Promise<{
    jetstream(): {
      readonly views: { kv(name: string): Promise<{ create(key: string, value: Uint8Array): Promise<number> }> };
    };
    close(): Promise<void>;
  }>;
}

/** NATS 2.9 answers before the disk has it (its sync interval is two minutes and cannot be `always`): quicker and less durable than all others here. */
export const nats: Peer = {
  name: 'nats',
  rowOfSpec: 'peer: NATS JetStream KV (no fsync before the answer)',
  run: async (place) => {
    const port = await freePort();
    const config = join(place.folder, 'nats.conf');
    writeFileSync(config, `host: 127.0.0.1\nport: ${port}\njetstream { store_dir: ${JSON.stringify(place.folder)} }\n`);
    await place.start({ program: requireProgram('nats-server', 'nats-server'), args: ['-c', config], port });
    const client = place.client('nats') as NatsModule;
    const connection = await client.connect({ servers: `127.0.0.1:${port}` });
    try {
      const bucket = await connection.jetstream().views.kv('bench');
      return await claimFigures(
        place,
        'KV create',
        async (task) => (await bucket.create(task, Buffer.from('session'))) > 0,
      );
    } finally {
      await connection.close();
    }
  },
};
