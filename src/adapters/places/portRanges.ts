import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** A lock that this process holds and that the system gives up with it. */
export interface HeldLock {
  release(): void;
}

/** How ranges are kept apart from those of other processes. */
export interface PortParts {
  /** The folder of the locks, one for each ten ports; all swarms of a user share it. */
  readonly folder: string;
  /** Takes the lock that a file stands for; undefined while another process holds it. */
  readonly acquire: (file: string) => HeldLock | undefined;
}

/** TCP ports `base`, `base + 1` …, nobody else's among the swarms of this user until they are released. */
export interface PortRange {
  readonly base: number;
  readonly count: number;
  release(): void;
}

/** Below what Linux (32768), macOS and Windows (49152) give to outgoing connections. */
const first = 20_000;
const slotSize = 10;
const slots = 1_200;

/** The machine has no ports left, or none that are next to one another. */
export class NoPorts extends Error {
  override readonly name = 'NoPorts';
}

/**
 * Takes `count` ports next to one another for `owner`. Where they begin follows from the owner alone, so that it gets the same ones again;
 * when they are taken, by another swarm (its lock) or by anything else (a port cannot be bound), the next free ones. Rejects with `NoPorts`.
 */
export async function takePorts(owner: string, count: number, parts: PortParts): Promise<PortRange> {
  await mkdir(parts.folder, { recursive: true, mode: 0o700 });
  const needed = Math.ceil(count / slotSize);
  const starts = slots - needed + 1;
  const preferred = createHash('sha256').update(owner).digest().readUInt32BE(0) % starts;
  for (let step = 0; step < starts; step += 1) {
    const slot = (preferred + step) % starts;
    const locks = takeLocks(slot, needed, parts);
    if (!locks) continue;
    const release = (): void => locks.forEach((lock) => lock.release());
    const base = first + slot * slotSize;
    if (await areFree(base, count)) return { base, count, release };
    release();
  }
  throw new NoPorts(
    `There are no ${count} free ports next to one another between ${first} and ${first + slots * slotSize - 1}. End what uses them, or lower \`worktree.ports\` in swarm.yaml.`,
  );
}

function takeLocks(slot: number, needed: number, { folder, acquire }: PortParts): readonly HeldLock[] | undefined {
  const held: HeldLock[] = [];
  for (let at = slot; at < slot + needed; at += 1) {
    const lock = acquire(join(folder, `${first + at * slotSize}.lock`));
    if (!lock) {
      for (const other of held) other.release();
      return undefined;
    }
    held.push(lock);
  }
  return held;
}

async function areFree(base: number, count: number): Promise<boolean> {
  for (let port = base; port < base + count; port += 1) {
    for (const host of ['127.0.0.1', '::1']) if (!(await isFree(port, host))) return false;
  }
  return true;
}

/** Whether nobody listens there. An address that the machine does not have, or a place where nothing may be bound, has nobody. */
function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'EADDRINUSE'));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
