import type { Knobs } from './knobs.ts';
import { measureRun, type RunFigures } from './measureRun.ts';
import { runSwarm } from './runSwarm.ts';
import type { SimulationTools } from './virtualWorld.ts';

/** The same seeds with and without the governor. */
export interface Simulation {
  readonly knobs: Knobs;
  readonly from: number;
  readonly runs: number;
  readonly governed: readonly RunFigures[];
  readonly ungoverned: readonly RunFigures[];
}

/** Simulates `runs` swarms from the seed `from` on, each twice; `told` is called after each. Stops early when `signal` aborts. */
export async function simulateSwarms(
  asked: { readonly knobs: Knobs; readonly from: number; readonly runs: number },
  tools: SimulationTools,
  watch: { readonly signal: AbortSignal; readonly told: (done: number) => void },
): Promise<Simulation> {
  const { knobs, from, runs } = asked;
  const governed: RunFigures[] = [];
  const ungoverned: RunFigures[] = [];
  for (let seed = from; seed < from + runs && !watch.signal.aborted; seed += 1) {
    governed.push(measureRun(await runSwarm({ knobs, seed, governed: true }, tools)));
    ungoverned.push(measureRun(await runSwarm({ knobs, seed, governed: false }, tools)));
    watch.told(governed.length);
  }
  return { knobs, from, runs: governed.length, governed, ungoverned };
}
