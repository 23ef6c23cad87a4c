import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const installMs = 180_000;
const postgresFolder = '/usr/lib/postgresql';

/** Where programs may lie that no PATH names: Debian keeps PostgreSQL's by version. */
function folders(): readonly string[] {
  const versions = existsSync(postgresFolder)
    ? readdirSync(postgresFolder).map((v) => join(postgresFolder, v, 'bin'))
    : [];
  return [...versions, ...(process.env['PATH'] ?? '').split(':'), '/usr/sbin'];
}

function find(program: string): string | undefined {
  return folders()
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path));
}

/** The path of a server program; installs its Debian package when it is missing and this is root on Debian. Throws with a sentence. */
export function requireProgram(program: string, debianPackage: string): string {
  const there = find(program);
  if (there !== undefined) return there;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    throw new Error(
      `${program} is not installed. Install ${debianPackage}, or run as root on Debian, and measure again.`,
    );
  console.log(`Installing ${debianPackage} for ${program}`);
  // A start by the package would take the default port and leave something running that nobody here stops.
  execFileSync('apt-get', ['install', '-y', '--no-install-recommends', debianPackage], {
    timeout: installMs,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
  });
  const installed = find(program);
  if (installed === undefined) throw new Error(`${debianPackage} was installed, but ${program} is not there.`);
  return installed;
}
