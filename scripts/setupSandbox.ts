// Puts the programs that confine commands on this machine for the tests, only when they are missing: `node scripts/setupSandbox.ts`. Uses the Debian
// package source that the machine is configured with.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Package by program. */
const programs: Readonly<Record<string, string>> = { bwrap: 'bubblewrap', socat: 'socat', rg: 'ripgrep' };

function isThere(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
}

function install(packages: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args: readonly string[]): void =>
    void execFileSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  try {
    apt('install', '-y', '--no-install-recommends', ...packages);
  } catch {
    // A fresh machine has no package lists yet, and an old one may know only versions that are gone.
    apt('update');
    apt('install', '-y', '--no-install-recommends', ...packages);
  }
}

const missing = Object.keys(programs).filter((program) => !isThere(program));
if (process.platform === 'linux' && missing.length > 0) {
  const packages = missing.map((program) => programs[program] ?? program);
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    console.error(
      `The sandbox tests need ${missing.join(', ')}: install ${packages.join(', ')}, and run the tests again.`,
    );
    process.exit(1);
  }
  console.log(`Installing ${packages.join(', ')} …`);
  install(packages);
}
