import { execFileSync } from 'node:child_process';

/** All living descendants of a process, whatever group they are in. */
export function descendantsOf(pid: number): readonly number[] {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid=,stat='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , state]) => state !== undefined && !state.startsWith('Z'))
    .map(([child, parent]) => [Number(child), Number(parent)] as const);
  const found: number[] = [];
  const pending = [pid];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const children = rows.filter(([, parent]) => parent === next).map(([child]) => child);
    found.push(...children);
    pending.push(...children);
  }
  return found;
}

/** Kills a process with all that it has started; what ends by itself meanwhile is as good. */
export function killTree(pid: number): void {
  for (const victim of [...descendantsOf(pid), pid]) {
    try {
      process.kill(victim, 'SIGKILL');
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error) || error.code !== 'ESRCH') throw error;
    }
  }
}
