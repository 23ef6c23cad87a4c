import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** The seeds that one worker runs: `from`, `from + step` … below `to`, until `most` of them have broken a law. */
export interface SeedShare {
  readonly from: number;
  readonly to: number;
  readonly step: number;
  readonly most: number;
  readonly plant?: string;
  /** Where the worker says which seed it is at. */
  readonly at: SharedArrayBuffer;
}

/** What runs came to: how much they saw, and which seeds broke which law. */
export interface SeedsReport {
  runs: number;
  entries: number;
  operations: number;
  readonly broken: { readonly seed: number; readonly law: string }[];
}

export interface SeedsOptions {
  readonly from: number;
  readonly count: number;
  readonly workers: number;
  /** Stop a worker after so many broken seeds. */
  readonly most?: number;
  /** The planted bug to run with. */
  readonly plant?: string;
}

/** So long a worker may stay at one seed, or take to start. */
const stuckMs = 5_000;

/** Simulates `count` seeds on several threads. Each seed runs alone in its own world, so the outcome does not depend on the threads. */
export async function runSeeds({ from, count, workers, most = 5, plant }: SeedsOptions): Promise<SeedsReport> {
  const threads = Math.max(1, Math.min(workers, count));
  const shares = Array.from({ length: threads }, (_, at) =>
    runShare({
      from: from + at,
      to: from + count,
      step: threads,
      most,
      at: new SharedArrayBuffer(4),
      ...(plant === undefined ? {} : { plant }),
    }),
  );
  const reports = await Promise.all(shares);
  return {
    runs: sum(reports.map(({ runs }) => runs)),
    entries: sum(reports.map(({ entries }) => entries)),
    operations: sum(reports.map(({ operations }) => operations)),
    broken: reports.flatMap(({ broken }) => broken).sort((a, b) => a.seed - b.seed),
  };
}

/** How a person runs one seed again. */
export function replayCommand(seed: number): string {
  return `npm run sim -- --from ${seed} --seeds 1`;
}

async function runShare(share: SeedShare): Promise<SeedsReport> {
  const worker = new Worker(new URL('seedWorker.ts', import.meta.url), { workerData: share });
  const stuck = new AbortController();
  const watch = watchSeed(new Int32Array(share.at), stuck);
  try {
    const [report] = (await once(worker, 'message', { signal: stuck.signal })) as [SeedsReport];
    return report;
  } catch (cause) {
    if (!stuck.signal.aborted) throw cause;
    const seed = Atomics.load(new Int32Array(share.at), 0);
    return { runs: 0, entries: 0, operations: 0, broken: [{ seed, law: 'end: the run goes round in circles' }] };
  } finally {
    clearInterval(watch);
    await worker.terminate();
  }
}

/** Aborts when a worker stays at one seed, which takes milliseconds, for longer than any machine is slow. */
function watchSeed(at: Int32Array, stuck: AbortController): NodeJS.Timeout {
  let last = -1;
  let since = performance.now();
  return setInterval(() => {
    const seed = Atomics.load(at, 0);
    if (seed !== last) since = performance.now();
    last = seed;
    if (performance.now() - since > stuckMs) stuck.abort('stuck');
  }, 250);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
