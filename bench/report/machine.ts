import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release, totalmem, type } from 'node:os';

/** On what a run was made: a figure says nothing without it. */
export interface Machine {
  readonly cores: number;
  readonly cpu: string;
  readonly memoryGB: number;
  readonly kernel: string;
  readonly fileSystem: string;
  readonly node: string;
  /** Processes that wanted a core in the last minute before the run; above the number of cores the figures are disturbed. */
  readonly load: number;
}

/** Describes this machine and the file system of `folder`. */
export function describeMachine(folder: string): Machine {
  return {
    cores: cpus().length,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGB: Math.round(totalmem() / 2 ** 30),
    kernel: `${type()} ${release()}`,
    fileSystem: fileSystemOf(folder),
    node: process.version,
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  };
}

function fileSystemOf(folder: string): string {
  if (process.platform === 'win32') return 'unknown';
  try {
    return execFileSync('stat', ['-f', '-c', '%T', folder], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch (cause) {
    // BSD's stat has other flags: the figures stand without the name.
    return cause instanceof Error ? 'unknown' : String(cause);
  }
}
