import type { AskedKind } from './askedKind.ts';
import type { Knobs } from './knobs.ts';
import type { RunFigures } from './measureRun.ts';
import type { Simulation } from './simulateSwarms.ts';

/** A figure over all runs. */
export interface Spread {
  readonly mean: number;
  readonly p5: number;
  readonly p50: number;
  readonly p95: number;
}

/** The figures of many runs under one policy; see `RunFigures` for units. */
export interface SwarmSummary {
  readonly waste: Spread;
  readonly cost: Spread;
  /** Cost of the whole run ÷ the tasks that came of it, US dollars. */
  readonly costPerTask: Spread;
  readonly hours: Spread;
  /** Over the runs that had a blocker. */
  readonly unblockMinutes: Spread;
  /** Per task; of which kinds they were is in `asked`. */
  readonly escalations: Spread;
  /** How often a person was asked for each kind of thing, per task, mean over the runs. */
  readonly asked: Readonly<Record<AskedKind, number>>;
  /** Help, and searches for the cause of an error, per task. */
  readonly rescues: Spread;
  readonly waitP50: Spread;
  readonly waitP95: Spread;
  /** Runs that spent more than the cap that was in force, and by how much at most, US dollars. */
  readonly overruns: number;
  readonly largestOverrun: number;
  readonly races: number;
  /** Runs in which something was left undone: nothing could go on, or time was up. */
  readonly unfinished: number;
}

/** What a simulation shows, for people and programs. */
export interface SimulationSummary {
  readonly knobs: Knobs;
  readonly seeds: { readonly from: number; readonly runs: number };
  readonly governed: SwarmSummary;
  readonly ungoverned: SwarmSummary;
  /** Share of the time by which blockers are cleared sooner with the governor than without, over the same seeds. */
  readonly unblockFaster: number;
}

export function summarizeRuns({ knobs, from, runs, governed, ungoverned }: Simulation): SimulationSummary {
  const [helped, alone] = [summarize(governed, knobs.tasks), summarize(ungoverned, knobs.tasks)];
  return {
    knobs,
    seeds: { from, runs },
    governed: helped,
    ungoverned: alone,
    unblockFaster: alone.unblockMinutes.mean > 0 ? 1 - helped.unblockMinutes.mean / alone.unblockMinutes.mean : 0,
  };
}

function summarize(runs: readonly RunFigures[], tasks: number): SwarmSummary {
  const over = (figure: (run: RunFigures) => number | undefined): Spread =>
    spread(runs.flatMap((run) => figure(run) ?? []));
  return {
    waste: over(({ waste }) => waste),
    cost: over(({ cost }) => cost),
    costPerTask: over(({ cost, completed }) => (completed > 0 ? cost / completed : undefined)),
    hours: over(({ hours }) => hours),
    unblockMinutes: over(({ unblockMinutes }) => unblockMinutes),
    escalations: over(({ escalations }) => escalations),
    asked: countAsked(runs, tasks),
    rescues: over(({ rescues }) => rescues / tasks),
    waitP50: over(({ waitP50 }) => waitP50),
    waitP95: over(({ waitP95 }) => waitP95),
    overruns: runs.filter(({ overrun }) => overrun > 1e-6).length,
    largestOverrun: runs.reduce((most, { overrun }) => Math.max(most, overrun), 0),
    races: runs.reduce((sum, { races }) => sum + races, 0),
    unfinished: runs.filter(({ finished }) => !finished).length,
  };
}

function countAsked(runs: readonly RunFigures[], tasks: number): SwarmSummary['asked'] {
  const per = (kind: AskedKind): number =>
    runs.reduce((sum, { asked }) => sum + asked.filter((each) => each === kind).length, 0) /
    Math.max(1, runs.length * tasks);
  return {
    failure: per('failure'),
    blocker: per('blocker'),
    cap: per('cap'),
    breaker: per('breaker'),
    question: per('question'),
    approval: per('approval'),
    warning: per('warning'),
  };
}

/** Zeros when there is nothing to look at. */
function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  const mean = sorted.length > 0 ? sorted.reduce((sum, value) => sum + value, 0) / sorted.length : 0;
  return { mean, p5: at(0.05), p50: at(0.5), p95: at(0.95) };
}
