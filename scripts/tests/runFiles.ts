/**
 * Runs test files with Node's runner and writes the counts: `node runFiles.ts <job as JSON>`. A process of its own, so that a test
 * which ends its process ends no more than its stage.
 */
import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { run } from 'node:test';
import { dot, spec } from 'node:test/reporters';
import { TestCounter } from './countTests.ts';
import type { FilesJob } from './filesJob.ts';

const leakMs = 5_000;

async function runFiles(job: FilesJob): Promise<boolean> {
  const counter = new TestCounter();
  const isolation = job.together ? 'none' : 'process';
  const limits = job.together ? {} : { concurrency: job.atOnce };
  const stream = run({ files: [...job.files], timeout: job.timeoutMs, isolation, ...limits });
  stream.on('data', (event) => counter.add(event));
  const report = job.brief ? stream.compose(dot) : stream.compose(spec);
  for await (const text of report) process.stdout.write(String(text));
  const { counts, problems } = counter.result();
  for (const problem of problems) console.error(`Not counted as passed: ${problem}.`);
  writeFileSync(job.countsFile, JSON.stringify(counts));
  return counts.failed === 0;
}

const job = JSON.parse(process.argv[2] ?? '') as FilesJob;
const good = await runFiles(job);
process.exitCode = good ? 0 : 1;
setTimeout(() => {
  console.error(`The tests left something open: ${process.getActiveResourcesInfo().join(', ')}.`);
  process.exit(1);
}, leakMs).unref();
