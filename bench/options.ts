import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** What `npm run bench` was asked for. */
export interface BenchOptions {
  readonly peers: boolean;
  readonly only: readonly string[];
  /** Absolute path of the file that the report is written to as JSON. */
  readonly json: string | undefined;
  /** Whether docs/benchmarks.md is written. */
  readonly write: boolean;
  /** Runs everything with a handful of repetitions: says nothing about speed. */
  readonly tiny: boolean;
}

/** Reads the command line; throws TypeError with a sentence when it is not understood. */
export function readOptions(args: readonly string[], callerFolder: string): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      peers: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      json: { type: 'string' },
      write: { type: 'boolean', default: false },
      tiny: { type: 'boolean', default: false },
    },
  });
  if (values.write && (values.only.length > 0 || values.tiny))
    throw new TypeError('--write wants a whole run: leave out --only and --tiny.');
  const json = values.json === undefined ? undefined : resolve(callerFolder, values.json);
  return { peers: values.peers, only: values.only, json, write: values.write, tiny: values.tiny };
}
