import type { Peer } from './peer.ts';
import { startPostgres } from './postgres.ts';

interface WorkerModule {
  readonly Logger: new (factory: () => () => void) => object;
  run(options: object): Promise<{ stop(): Promise<void> }>;
  runMigrations(options: { connectionString: string }): Promise<void>;
}
interface PgModule {
  readonly Pool: new (options: { connectionString: string }) => {
    query(text: string, values?: readonly unknown[]): Promise<{ readonly rows: readonly { readonly left: number }[] }>;
    end(): Promise<void>;
  };
}

/** Jobs from waiting to done, tuned as its own manual says: a local queue, batched completion, many at once. */
export const graphileWorker: Peer = {
  name: 'graphile-worker',
  rowOfSpec: 'peer: graphile-worker on PostgreSQL, tuned',
  run: async (place) => {
    const jobs = place.size(40_000, 50);
    const connectionString = await startPostgres(place);
    const worker = place.client('graphile-worker') as WorkerModule;
    const { Pool } = place.client('pg') as PgModule;
    await worker.runMigrations({ connectionString });
    const pool = new Pool({ connectionString });
    await pool.query(
      "SELECT graphile_worker.add_job('job', json_build_object('at', at)) FROM generate_series(1, $1::int) at",
      [jobs],
    );
    const done = Promise.withResolvers<void>();
    let completed = 0;
    const began = performance.now();
    const runner = await worker.run({
      noHandleSignals: true,
      // A line per job on the terminal would be most of what is measured.
      logger: new worker.Logger(() => () => undefined),
      preset: {
        worker: {
          connectionString,
          concurrentJobs: 24,
          maxPoolSize: 25,
          pollInterval: 2_000,
          localQueue: { size: 500 },
          completeJobBatchDelay: 0,
          failJobBatchDelay: 0,
        },
      },
      taskList: {
        job: () => {
          completed += 1;
          if (completed === jobs) done.resolve();
        },
      },
    });
    await done.promise;
    // The last completions are still on their way to the database when the last job has run.
    await runner.stop();
    const seconds = (performance.now() - began) / 1_000;
    const { rows } = await pool.query('SELECT count(*)::int AS left FROM graphile_worker.jobs');
    await pool.end();
    if (rows[0]?.left !== 0) throw new Error(`${String(rows[0]?.left)} jobs are left`);
    return { figures: [{ what: 'jobs done', value: jobs / seconds, unit: '/s' }] };
  },
};
