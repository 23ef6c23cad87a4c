import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Longest unix socket path that every platform takes (macOS: 104 bytes with the closing zero). */
export const maxSocketPath = 100;

/**
 * Where the leader of the swarm in `stateFolder` listens: inside the folder when the path is short enough, else in a private folder of the system's
 * temporary one; on Windows a named pipe.
 */
export function socketAddress(stateFolder: string): string {
  const folder = realpathSync(stateFolder);
  const digest = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\s2-${digest}`;
  const inside = join(folder, 'run', 'leader.sock');
  if (Buffer.byteLength(inside) <= maxSocketPath) return inside;
  return join(tmpdir(), `s2-${process.getuid?.() ?? 0}`, `${digest}.sock`);
}
