import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PeerPlace } from './peerPlace.ts';
import { requireProgram } from './programs.ts';
import { freePort } from './startServer.ts';

/** Starts a PostgreSQL with its default durability; gives its address. It refuses to run as root, so root gives it to the user that its package made. */
export async function startPostgres(place: PeerPlace): Promise<string> {
  const port = await freePort();
  const postgres = requireProgram('postgres', 'postgresql');
  const initdb = join(dirname(requireProgram('initdb', 'postgresql')), 'initdb');
  const data = join(place.folder, 'postgres');
  mkdirSync(data);
  const isRoot = process.getuid?.() === 0;
  const wrap = (program: string, args: readonly string[]): [string, string[]] =>
    isRoot ? ['runuser', ['-u', 'postgres', '--', program, ...args]] : [program, [...args]];
  if (isRoot) {
    execFileSync('chown', ['postgres', data]);
    chmodSync(place.folder, 0o755);
  }
  const [init, initArgs] = wrap(initdb, ['-D', data, '-U', 'bench', '--auth=trust']);
  execFileSync(init, initArgs, { stdio: ['ignore', 'ignore', 'pipe'], cwd: '/' });
  const settings = [
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    `unix_socket_directories=${data}`,
    '-c',
    'shared_buffers=256MB',
  ];
  const [program, args] = wrap(postgres, ['-D', data, '-p', String(port), ...settings]);
  await place.start({ program, args, port });
  return `postgres://bench@127.0.0.1:${port}/postgres`;
}
