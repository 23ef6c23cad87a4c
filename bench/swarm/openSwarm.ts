import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createNodeSigner, generateSigningKey } from '../../src/adapters/signing/nodeSigner.ts';
import { nodePrimitives } from '../../src/adapters/signing/nodePrimitives.ts';
import { createDerivedTokens } from '../../src/adapters/socket/derivedTokens.ts';
import { serveCoordinator } from '../../src/adapters/socket/serveCoordinator.ts';
import { openSqliteLedger } from '../../src/adapters/sqlite/sqliteLedger.ts';
import { eventLoopTurn } from '../../src/adapters/system/eventLoopTurn.ts';
import { systemClock } from '../../src/adapters/system/systemClock.ts';
import { Coordinator, type Asked, type CoordinatorOptions } from '../../src/app/coordinator/coordinator.ts';
import { TokenService } from '../../src/app/coordinator/tokenService.ts';
import type { Ledger } from '../../src/app/ports/ledger.ts';
import { Sealer } from '../../src/app/witness/sealer.ts';
import { silentLog } from '../../src/base/log.ts';
import type { SwarmPlan } from '../../src/domain/task/plan.ts';

/** A swarm put together as a leader does it, without git and agents. */
export interface BenchSwarm {
  readonly coordinator: Coordinator;
  readonly tokens: TokenService;
  close(): void;
}

export interface SwarmParts {
  readonly ledger?: Ledger;
  readonly createSealer?: CoordinatorOptions['createSealer'];
}

const signer = createNodeSigner('bench', generateSigningKey());

export const createBenchSealer = (): Sealer =>
  new Sealer({ primitives: nodePrimitives, signer, origin: 's2.local/bench' });
export const benchKey = signer;

let opened = 0;

/** Opens a durable ledger of its own in `folder` and adopts `plan`. */
export async function openSwarm(folder: string, plan: SwarmPlan, parts: SwarmParts = {}): Promise<BenchSwarm> {
  opened += 1;
  const ledger = parts.ledger ?? openSqliteLedger(join(folder, `ledger-${opened}.db`));
  const coordinator = new Coordinator({
    ledger,
    createSealer: parts.createSealer ?? createBenchSealer,
    clock: systemClock,
    gather: eventLoopTurn,
  });
  await coordinator.adopt(plan);
  return {
    coordinator,
    tokens: new TokenService(coordinator, createDerivedTokens(randomBytes(32))),
    close: () => {
      coordinator.dispose();
      ledger.close();
    },
  };
}

export interface Served {
  readonly address: string;
  close(): Promise<void>;
}

/** Serves the swarm on a unix socket. */
export async function serveSwarm(swarm: BenchSwarm): Promise<Served> {
  const address = shortAddress();
  const server = await serveCoordinator({ address, service: swarm.tokens, log: silentLog });
  return {
    address,
    close: async () => {
      await server.close();
      rmSync(dirname(address), { recursive: true, force: true });
    },
  };
}

/** A new socket path in a folder of its own; not below the clone, because the system allows about 100 bytes. */
export function shortAddress(): string {
  return join(mkdtempSync(join(tmpdir(), 's2-bench-')), 's');
}

const never = new AbortController().signal;

export const asSession = (session: string): Asked => ({
  principal: { kind: 'session', session, token: 'bench' },
  signal: never,
});
export const asIntegrator: Asked = { principal: { kind: 'integrator', token: 'bench' }, signal: never };
