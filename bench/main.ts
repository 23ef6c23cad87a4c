import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Benchmark } from './benchmark.ts';
import { benchmarks } from './benchmarks.ts';
import { compareLifecycles } from './compareLifecycles.ts';
import { readOptions } from './options.ts';
import { peerBenchmarks } from './peers/peers.ts';
import { describeMachine } from './report/machine.ts';
import { markdownPage } from './report/markdownTable.ts';
import { machineLine, type Report } from './report/report.ts';
import { terminalTable } from './report/terminalTable.ts';
import { runBenchmarks } from './runBenchmarks.ts';

const root = join(import.meta.dirname, '..');

/** Runs the benchmarks that the command line asks for; 0 when each of them gave figures, 1 when one could not, 2 for a wrong command line. */
async function main(args: readonly string[], callerFolder: string): Promise<number> {
  const options = readOptions(args, callerFolder);
  const peers = options.peers ? peerBenchmarks(join(root, '.cache', 'bench-peers')) : [];
  const all: readonly Benchmark[] = [...benchmarks, ...peers];
  const unknown = options.only.filter((name) => !all.some((benchmark) => benchmark.name === name));
  if (unknown.length > 0)
    throw new TypeError(
      `There is no benchmark ${unknown.join(', ')}. There are: ${all.map(({ name }) => name).join(', ')}.`,
    );
  const chosen = all.filter(({ name }) => options.only.length === 0 || options.only.includes(name));
  const machine = describeMachine(root);
  console.log(machineLine(machine));
  const measured = await runBenchmarks(chosen, {
    folder: join(root, '.cache', 'bench'),
    tiny: options.tiny,
    onRow: (row) => console.log(`\n${terminalTable(row)}`),
  });
  const rows = compareLifecycles(measured);
  for (const row of rows) if (!measured.includes(row)) console.log(`\n${terminalTable(row)}`);
  const report: Report = { date: new Date().toISOString().slice(0, 10), machine, rows };
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
  if (options.write) writeFileSync(join(root, 'docs', 'benchmarks.md'), markdownPage(report));
  return rows.some((row) => row.problem !== undefined) ? 1 : 0;
}

try {
  process.exitCode = await main(process.argv.slice(3), process.argv[2] ?? root);
} catch (cause) {
  if (!(cause instanceof TypeError)) throw cause;
  console.error(cause.message);
  process.exitCode = 2;
}
