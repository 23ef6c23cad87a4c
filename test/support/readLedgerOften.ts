import { parentPort, workerData } from 'node:worker_threads';
import { readLedgerFile } from '../../src/adapters/sqlite/readLedgerFile.ts';

/** Reads a ledger that is written to again and again, and tells whether its last checkpoint covered its last entry each time. */
const verdicts = Array.from({ length: 300 }, () => {
  const { entries, checkpoints } = readLedgerFile(String(workerData));
  const [, size] = (checkpoints.at(-1) ?? '').split('\n');
  return Number(size) === entries.length ? 'agree' : `${size} of ${entries.length}`;
});
parentPort?.postMessage(verdicts);
