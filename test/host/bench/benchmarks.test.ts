import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { isReached } from '../../../bench/benchmark.ts';
import { benchmarks } from '../../../bench/benchmarks.ts';
import { readOptions } from '../../../bench/options.ts';
import { markdownPage } from '../../../bench/report/markdownTable.ts';
import { runBenchmarks } from '../../../bench/runBenchmarks.ts';
import { tempFolder } from '../../support/tempFolder.ts';

test('every benchmark runs with a handful of repetitions and gives figures that are numbers', async () => {
  const rows = await runBenchmarks(benchmarks, { folder: tempFolder(), tiny: true, onRow: () => undefined });
  assert.deepEqual(
    rows.map((row) => [row.name, row.problem]),
    benchmarks.map((benchmark) => [benchmark.name, undefined]),
  );
  for (const { name, figures } of rows) {
    assert.ok(figures.length > 0, name);
    for (const { what, value } of figures)
      assert.ok(Number.isFinite(value) && value >= 0, `${name}: ${what} is ${value}`);
  }
  const machine = { cores: 2, cpu: 'a | b', memoryGB: 1, kernel: 'k', fileSystem: 'f', node: 'v', load: 0 };
  const page = markdownPage({ date: '2026-11-20', machine, rows });
  assert.equal(
    page.split('\n').filter((line) => line.startsWith('| ')).length - 1,
    rows.flatMap((row) => row.figures).length,
  );
});

test('a benchmark that cannot be measured is a row that says why, and the others run', async () => {
  const broken = { name: 'broken', rowOfSpec: 'none', run: () => Promise.reject(new Error('no such server')) };
  const fine = { name: 'fine', rowOfSpec: 'none', run: () => Promise.resolve({ figures: [] }) };
  const rows = await runBenchmarks([broken, fine], { folder: tempFolder(), tiny: true, onRow: () => undefined });
  assert.deepEqual(rows, [
    { name: 'broken', rowOfSpec: 'none', figures: [], problem: 'no such server' },
    { name: 'fine', rowOfSpec: 'none', figures: [] },
  ]);
});

test('names of benchmarks are told apart', () => {
  assert.equal(new Set(benchmarks.map(({ name }) => name)).size, benchmarks.length);
});

function checkReached(value: number, limit: number, better: 'lower' | 'higher', reached: boolean): void {
  test(`${value} is ${reached ? '' : 'not '}as good as ${limit}, ${better} being better`, () => {
    assert.equal(isReached({ what: '', value, unit: '', target: { limit, better } }), reached);
  });
}

checkReached(1.5, 1.5, 'lower', true);
checkReached(1.6, 1.5, 'lower', false);
checkReached(2, 2, 'higher', true);
checkReached(1.9, 2, 'higher', false);

test('the command line', () => {
  const caller = tempFolder();
  const read = readOptions(['--peers', '--only', 'push', '--only', 'lifecycle', '--json', 'out.json'], caller);
  assert.deepEqual(read, {
    peers: true,
    only: ['push', 'lifecycle'],
    json: join(caller, 'out.json'),
    write: false,
    tiny: false,
  });
  assert.throws(() => readOptions(['--nonsense'], caller), TypeError);
  assert.throws(() => readOptions(['--write', '--only', 'push'], caller), TypeError);
});
