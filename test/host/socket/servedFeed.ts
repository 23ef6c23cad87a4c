import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { SocketLimits } from '../../../src/adapters/socket/limits.ts';
import { serveCoordinator } from '../../../src/adapters/socket/serveCoordinator.ts';
import { systemClock } from '../../../src/adapters/system/systemClock.ts';
import { LedgerFeed } from '../../../src/app/coordinator/ledgerFeed.ts';
import type { CoordinatorService } from '../../../src/app/ports/coordinatorService.ts';
import { Emitter } from '../../../src/base/emitter.ts';
import { silentLog } from '../../../src/base/log.ts';
import { ok } from '../../../src/base/result.ts';
import type { SealedEntry } from '../../../src/domain/witness/entry.ts';
import { MemoryLedger } from '../../support/memoryLedger.ts';

const hash = new Uint8Array(32);

/** A ledger of entries of about 600 bytes that are their own number, served on a real socket to whoever says hello with any token. */
export class ServedFeed {
  readonly address = shortAddress();
  readonly #ledger = new MemoryLedger();
  readonly #commits = new Emitter<readonly SealedEntry[]>();
  /** Bytes of entries that were handed to the transport. */
  given = 0;
  /** Calls when a subscription has ended. */
  onEnded: () => void = () => undefined;
  #close: () => Promise<void> = async () => undefined;

  async serve(limits: Partial<SocketLimits> = {}): Promise<void> {
    const feed = new LedgerFeed({ ledger: this.#ledger, onCommit: this.#commits.event, clock: systemClock });
    const service: CoordinatorService = {
      authenticate: (token) => ({
        name: token,
        handle: async (request, { signal }) => {
          if ('wait' in request && request.wait)
            await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
          return ok({});
        },
        watch: () => ({ dispose: () => undefined }),
        subscribe: (from, subscriber) => {
          const following = feed.follow(from, {
            take: (entries) => {
              for (const { body } of entries) this.given += body.length;
              return subscriber.take(entries);
            },
            fail: (fault) => subscriber.fail(fault),
          });
          return { resume: () => following.resume(), dispose: () => (following.dispose(), this.onEnded()) };
        },
      }),
    };
    const server = await serveCoordinator({ address: this.address, service, log: silentLog, limits });
    this.#close = async () => {
      await server.close();
      rmSync(dirname(this.address), { recursive: true, force: true });
    };
  }

  get size(): number {
    return this.#ledger.entries.length;
  }

  commit(count: number): void {
    const first = this.size + 1;
    const added = Array.from({ length: count }, (_, at) => ({ sequence: first + at, body: bodyOf(first + at), hash }));
    this.#ledger.entries.push(...added);
    this.#commits.fire(added.map((stored) => ({ ...stored, entry: { sequence: stored.sequence } }) as never));
  }

  close(): Promise<void> {
    return this.#close();
  }
}

export function bodyOf(sequence: number): string {
  return `{"sequence":${sequence},"text":"${'x'.repeat(570)}"}`;
}

/** Opens a connection that reads what and when it is told to. */
export async function openRaw(address: string, write: string): Promise<Socket> {
  const socket = connect(address);
  socket.on('error', () => socket.destroy());
  socket.write(write);
  await new Promise<void>((resolve) => {
    socket.once('connect', () => resolve());
    socket.once('close', () => resolve());
  });
  return socket;
}

/** A new socket path; not below the clone, because the system allows about 100 bytes. */
function shortAddress(): string {
  return join(mkdtempSync(join(tmpdir(), 's2-test-')), 's');
}
