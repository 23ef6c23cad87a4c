import { join } from 'node:path';
import { openKeyFile } from '../adapters/signing/keyFile.ts';
import { nodePrimitives } from '../adapters/signing/nodePrimitives.ts';
import { verifyWithNode } from '../adapters/signing/nodeSigner.ts';
import { openDerivedTokens } from '../adapters/socket/derivedTokens.ts';
import { serveCoordinator } from '../adapters/socket/serveCoordinator.ts';
import { socketAddress } from '../adapters/socket/socketAddress.ts';
import { acquireProcessLock } from '../adapters/sqlite/processLock.ts';
import { openSqliteLedger } from '../adapters/sqlite/sqliteLedger.ts';
import { eventLoopTurn } from '../adapters/system/eventLoopTurn.ts';
import { systemClock } from '../adapters/system/systemClock.ts';
import { Coordinator } from '../app/coordinator/coordinator.ts';
import { TokenService } from '../app/coordinator/tokenService.ts';
import type { Ledger } from '../app/ports/ledger.ts';
import { Sealer } from '../app/witness/sealer.ts';
import type { Log } from '../base/log.ts';
import type { VerifierKey } from '../domain/witness/checkpoint.ts';
import { verifyLedger, type LedgerVerdict } from '../domain/witness/verifyLedger.ts';
import { chooseLedger } from './chooseLedger.ts';

/** What it means to lead a swarm: the coordinator, and the place where it is served. */
export interface Leadership {
  readonly coordinator: Coordinator;
  readonly tokens: TokenService;
  readonly address: string;
  /** Answers nobody any more, closes the ledger, gives up the lock; in this order. */
  close(): Promise<void>;
}

/** A ledger that does not verify is not led. */
export class UnsoundLedger extends Error {
  readonly verdict: LedgerVerdict;

  constructor(verdict: LedgerVerdict, stateFolder: string) {
    const { sequence, code } = verdict.firstBad ?? { sequence: 0, code: 'altered' };
    super(
      `The ledger in ${stateFolder} does not verify: entry ${sequence} is ${code}. Look at it with \`s2 witness verify\`; to start over, move that folder away. Your branches and commits stay.`,
    );
    this.name = 'UnsoundLedger';
    this.verdict = verdict;
  }
}

export interface LeadOptions {
  readonly stateFolder: string;
  /** Name of the swarm: part of its log's origin. */
  readonly name: string;
  readonly log: Log;
  /** Who takes the lead. A launcher verifies the whole ledger first; a host goes on from what was led a moment ago. */
  readonly leader: 'launcher' | 'host';
}

/**
 * Takes the lead of the swarm in a state folder: its ledger is folded and its socket answers when this resolves. Undefined while another
 * process leads. Throws LedgerError or UnsoundLedger when the ledger cannot be used; nothing stays open then.
 */
export async function leadSwarm(options: LeadOptions): Promise<Leadership | undefined> {
  const { stateFolder } = options;
  const lock = acquireProcessLock(join(stateFolder, 'leader.lock'));
  if (!lock) return undefined;
  const opened: (() => Promise<void> | void)[] = [() => lock.release()];
  const close = async (): Promise<void> => {
    for (const release of opened.splice(0).reverse()) await release();
  };
  try {
    const keys = join(stateFolder, 'keys');
    const signer = await openKeyFile(keys, 's2.local');
    const sound = (ledger: Ledger): void => requireSound(ledger, signer, stateFolder);
    if (options.leader === 'launcher') {
      const change = await chooseLedger(stateFolder, options.name, sound);
      if (change) options.log.warn(`The ledger of the swarm ${change.put.name} was put aside as ${change.put.file}.`);
    }
    const ledger = openSqliteLedger(join(stateFolder, 'ledger.db'));
    opened.push(() => ledger.close());
    if (options.leader === 'launcher') sound(ledger);
    const origin = `s2.local/${encodeURIComponent(options.name)}`;
    const createSealer = (): Sealer => new Sealer({ primitives: nodePrimitives, signer, origin });
    const coordinator = new Coordinator({
      ledger,
      createSealer,
      clock: systemClock,
      gather: eventLoopTurn,
      leader: options.leader,
    });
    opened.push(() => coordinator.dispose());
    const tokens = new TokenService(coordinator, await openDerivedTokens(keys));
    const address = socketAddress(stateFolder);
    const server = await serveCoordinator({ address, service: tokens, log: options.log });
    opened.push(() => server.close());
    return { coordinator, tokens, address, close };
  } catch (cause) {
    await close();
    throw cause;
  }
}

/** Lets every principal of the swarm show its token: its sessions, the agent host, and the person. */
export function grantAll({ coordinator, tokens }: Leadership, person: string): void {
  for (const session of coordinator.state.sessions.keys()) tokens.grant({ kind: 'session', session });
  tokens.grant({ kind: 'integrator' });
  tokens.grant({ kind: 'person', name: person });
}

function requireSound(ledger: Ledger, key: VerifierKey, stateFolder: string): void {
  const stored = { entries: ledger.read(0), checkpoints: ledger.checkpoints() };
  const verdict = verifyLedger(stored, key, { primitives: nodePrimitives, verify: verifyWithNode });
  if (!verdict.ok) throw new UnsoundLedger(verdict, stateFolder);
}
