import { registerHooks } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { findPlant, plantInto } from './plants/plants.ts';
import type { SeedShare, SeedsReport } from './runSeeds.ts';

/** Runs its share of the seeds, with a bug planted if so told, and reports what it saw. */
const share = workerData as SeedShare;
const plant = share.plant === undefined ? undefined : findPlant(share.plant);
let planted = false;
if (plant) {
  registerHooks({
    load: (url, context, nextLoad) => {
      const loaded = nextLoad(url, context);
      if (!url.endsWith(plant.file)) return loaded;
      planted = true;
      return { ...loaded, source: plantInto(plant, sourceText(loaded.source)) };
    },
  });
}

function sourceText(source: unknown): string {
  if (typeof source === 'string') return source;
  if (source instanceof Uint8Array) return Buffer.from(source).toString('utf8');
  throw new TypeError('a source was read that is no text');
}

// Only now: the bug has to be there when the sources are read.
const { simulate } = await import('./world/simulate.ts');
const at = new Int32Array(share.at);
const report: SeedsReport = { runs: 0, entries: 0, operations: 0, broken: [] };
for (let seed = share.from; seed < share.to && report.broken.length < share.most; seed += share.step) {
  Atomics.store(at, 0, seed);
  const { broken, entries, operations } = await simulate(seed);
  report.runs += 1;
  report.entries += entries;
  report.operations += operations;
  if (broken !== undefined) report.broken.push({ seed, law: broken });
}
if (plant && !planted) throw new Error(`${plant.file} was never read, so nothing was planted`);
parentPort?.postMessage(report);
