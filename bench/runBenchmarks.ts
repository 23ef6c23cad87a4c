import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchContext, Benchmark } from './benchmark.ts';
import type { Row } from './report/report.ts';

export interface RunOptions {
  /** Where the benchmarks get their folders. */
  readonly folder: string;
  readonly tiny: boolean;
  readonly onRow: (row: Row) => void;
}

/** Runs the benchmarks one after the other, each in a folder of its own that is removed after it. */
export async function runBenchmarks(benchmarks: readonly Benchmark[], options: RunOptions): Promise<readonly Row[]> {
  mkdirSync(options.folder, { recursive: true });
  const rows: Row[] = [];
  for (const benchmark of benchmarks) {
    const folder = mkdtempSync(join(options.folder, `${benchmark.name}-`));
    const size: BenchContext['size'] = (full, tiny) => (options.tiny ? tiny : full);
    try {
      const row = await runOne(benchmark, { folder, size });
      rows.push(row);
      options.onRow(row);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return rows;
}

/** What cannot be measured on this machine is a row that says so; it does not keep the others from running. */
async function runOne(benchmark: Benchmark, context: BenchContext): Promise<Row> {
  const { name, rowOfSpec } = benchmark;
  try {
    const { figures } = await benchmark.run(context);
    return { name, rowOfSpec, figures };
  } catch (cause) {
    return { name, rowOfSpec, figures: [], problem: cause instanceof Error ? cause.message : String(cause) };
  }
}
