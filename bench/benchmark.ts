/** Where a benchmark runs, and how large. */
export interface BenchContext {
  /** A folder of its own on the project's disk, empty at the start. */
  readonly folder: string;
  /** The number of repetitions or things: `full` for figures, `tiny` to see only that it runs. */
  readonly size: (full: number, tiny: number) => number;
}

/** What a figure has to be: at most `limit` when lower is better, else at least. */
export interface Target {
  readonly limit: number;
  readonly better: 'lower' | 'higher';
}

/** One measured number; `×` is a ratio to a floor that was measured in the same run. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: 'µs' | 'ms' | 's' | '×' | '/s' | 'MB' | '';
  readonly target?: Target;
}

export interface Result {
  readonly figures: readonly Figure[];
}

/** One row of the specification's table of figures, and how it is measured. */
export interface Benchmark {
  /** Chosen by `--only`. */
  readonly name: string;
  readonly rowOfSpec: string;
  run(context: BenchContext): Promise<Result>;
}

/** Whether the figure is as good as it has to be; undefined for one that is only information. */
export function isReached({ value, target }: Figure): boolean | undefined {
  if (!target) return undefined;
  return target.better === 'lower' ? value <= target.limit : value >= target.limit;
}
