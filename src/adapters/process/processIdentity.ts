import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const ask = promisify(execFile);

/** Something that tells one process from a later one with the same number; undefined when there is no such process. */
export async function identifyProcess(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') return identifyOnLinux(pid);
  try {
    const { stdout } = await ask('ps', ['-o', 'lstart=', '-p', String(pid)]);
    return stdout.trim() === '' ? undefined : stdout.trim();
  } catch (error) {
    // `ps` exits with 1 for a process that is not there.
    if (error instanceof Error && 'code' in error && error.code === 1) return undefined;
    throw error;
  }
}

/** Boot and start time: a process number is reused, its start in ticks since boot is not. */
function identifyOnLinux(pid: number): string | undefined {
  const stat = readProc(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The second field is the name in parentheses and may hold anything; the start time is the 22nd of proc(5).
  const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  const boot = readProc('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
  return started === undefined ? undefined : `${boot}:${started}`;
}

/** Processes in whose start environment `mark` (NAME=value) stands, ourselves excepted. Linux only; elsewhere none. */
export function findMarkedProcesses(mark: string): readonly number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => readProc(`/proc/${name}/environ`)?.split('\0').includes(mark) === true)
    .map(Number);
}

/** A process may end, or belong to somebody else, between listing and reading: then there is nothing to read. */
function readProc(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES' || code === 'EPERM') return undefined;
    throw error;
  }
}
