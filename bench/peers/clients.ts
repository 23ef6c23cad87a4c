import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The clients that the peers are measured with, in exact versions. They are no dependencies of the project. */
const clients: Readonly<Record<string, string>> = {
  bullmq: '6.7.0',
  etcd3: '1.1.2',
  'graphile-worker': '0.18.0',
  ioredis: '6.0.0',
  nats: '2.29.3',
  pg: '8.23.1',
};

const installMs = 180_000;

/** Installs the clients into `cache` unless they are there; throws with npm's reason when they cannot be had. */
export function ensureClients(cache: string): void {
  const manifest = `${JSON.stringify({ private: true, dependencies: clients }, null, 2)}\n`;
  const file = join(cache, 'package.json');
  const stamp = join(cache, 'installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === manifest) return;
  mkdirSync(cache, { recursive: true });
  writeFileSync(file, manifest);
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: cache,
    timeout: installMs,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  writeFileSync(stamp, manifest);
}

/** Loads an installed client. */
export function importClient(cache: string, name: string): unknown {
  return createRequire(join(cache, 'package.json'))(name) as unknown;
}
