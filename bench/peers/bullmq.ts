import type { Peer } from './peer.ts';
import { startRedis } from './redis.ts';

interface BullModule {
  readonly Queue: new (
    name: string,
    options: object,
  ) => { addBulk(jobs: readonly object[]): Promise<unknown>; close(): Promise<void> };
  readonly Worker: new (
    name: string,
    work: () => Promise<void>,
    options: object,
  ) => { on(event: 'completed', listener: () => void): void; run(): Promise<void>; close(): Promise<void> };
}

/** Jobs from added to completed by one worker with many at once, on a Redis that syncs at every write. */
export const bullmq: Peer = {
  name: 'bullmq',
  rowOfSpec: 'peer: BullMQ on Redis, appendfsync always',
  run: async (place) => {
    const jobs = place.size(5_000, 20);
    const connection = { host: '127.0.0.1', port: await startRedis(place), maxRetriesPerRequest: null };
    const { Queue, Worker } = place.client('bullmq') as BullModule;
    const queue = new Queue('bench', { connection });
    await queue.addBulk(Array.from({ length: jobs }, (_, at) => ({ name: 'job', data: { at } })));
    const worker = new Worker('bench', () => Promise.resolve(), { connection, concurrency: 200, autorun: false });
    const done = Promise.withResolvers<void>();
    let completed = 0;
    worker.on('completed', () => {
      completed += 1;
      if (completed === jobs) done.resolve();
    });
    const began = performance.now();
    const running = worker.run();
    await done.promise;
    const seconds = (performance.now() - began) / 1_000;
    await worker.close();
    await running;
    await queue.close();
    return { figures: [{ what: 'jobs done, 200 at once', value: jobs / seconds, unit: '/s' }] };
  },
};
