import { join } from 'node:path';
import { claimFigures } from './claimFigures.ts';
import type { Peer } from './peer.ts';
import { requireProgram } from './programs.ts';
import { freePort } from './startServer.ts';

interface EtcdModule {
  readonly Etcd3: new (options: { hosts: string }) => {
    if(
      key: string,
      column: 'Create',
      comparison: '==',
      value: number,
    ): { then(operation: unknown): { commit(): Promise<{ readonly succeeded: boolean }> } };
    put(key: string): { value(value: string): unknown };
    close(): void;
  };
}

export const etcd: Peer = {
  name: 'etcd',
  rowOfSpec: 'peer: etcd, one member',
  run: async (place) => {
    const [port, peerPort] = [await freePort(), await freePort()];
    const own = `http://127.0.0.1:${peerPort}`;
    const hosts = `http://127.0.0.1:${port}`;
    const settings = {
      'data-dir': join(place.folder, 'etcd'),
      'listen-client-urls': hosts,
      'advertise-client-urls': hosts,
      'listen-peer-urls': own,
      'initial-advertise-peer-urls': own,
      'initial-cluster': `default=${own}`,
    };
    await place.start({
      program: requireProgram('etcd', 'etcd-server'),
      args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
      port,
    });
    const { Etcd3 } = place.client('etcd3') as EtcdModule;
    const client = new Etcd3({ hosts });
    try {
      return await claimFigures(place, 'transaction: create if absent', async (task) => {
        const { succeeded } = await client.if(task, 'Create', '==', 0).then(client.put(task).value('session')).commit();
        return succeeded;
      });
    } finally {
      client.close();
    }
  },
};
