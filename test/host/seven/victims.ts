import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Who is killed with -9. */
export type Victim = 'runner' | 'host' | 'leader';

/** The variable by which the processes of one run are told from all others: they inherit it. */
export const markVariable = 'LARDER_RUN';

const programs = { runner: 'dist/runner.js', host: 'dist/host.js', leader: 'dist/cli.js' } as const;

/** The processes of a program that were started for the run with this mark. */
export function processesOf(mark: string, role: Victim): readonly number[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .filter((pid) => look(pid, 'cmdline').includes(programs[role]) && look(pid, 'environ').includes(mark))
    .map(Number);
}

/** The process that holds this end of a TCP connection on loopback, among those given. */
export function holderOf(port: number, pids: readonly number[]): number | undefined {
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((row) => row.trim().split(/\s+/));
  const inode = rows.find(([, address]) => address?.endsWith(local))?.[9];
  return pids.find((pid) => descriptorsOf(pid).includes(`socket:[${inode}]`));
}

function descriptorsOf(pid: number): readonly string[] {
  return unlessGone(() => {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).map((name) => unlessGone(() => readlinkSync(`${folder}/${name}`), ''));
  }, []);
}

function look(pid: string, file: 'cmdline' | 'environ'): string {
  return unlessGone(() => readFileSync(`/proc/${pid}/${file}`, 'utf8'), '');
}

/** Processes end while they are looked at, and those of others may not be. */
function unlessGone<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(code)) return otherwise;
    throw error;
  }
}
