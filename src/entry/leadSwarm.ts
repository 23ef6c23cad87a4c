import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { nodePrimitives } from '../adapters/signing/nodePrimitives.ts';
import { openDerivedTokens } from '../adapters/socket/derivedTokens.ts';
import { serveCoordinator } from '../adapters/socket/serveCoordinator.ts';
import { socketAddress } from '../adapters/socket/socketAddress.ts';
import { acquireProcessLock } from '../adapters/sqlite/processLock.ts';
import { openSqliteLedger } from '../adapters/sqlite/sqliteLedger.ts';
import { eventLoopTurn } from '../adapters/system/eventLoopTurn.ts';
import { systemClock } from '../adapters/system/systemClock.ts';
import { Coordinator } from '../app/coordinator/coordinator.ts';
import { TokenService } from '../app/coordinator/tokenService.ts';
import { Sealer } from '../app/witness/sealer.ts';
import type { Log } from '../base/log.ts';
import { ledgerOrigin } from '../domain/witness/ledgerOrigin.ts';
import { chooseLedger } from './chooseLedger.ts';
import { pruneAtEnd } from './pruneSubmitted.ts';
import { createLetterNeeds, openJournal, startConsumers } from './startConsumers.ts';
import { openSecrets, type KeyHolder } from './witness/keyHolder.ts';
import { anchorAtEnd, keysIn, openSigner, originOf, requireSound } from './witness/openWitness.ts';

/** What it means to lead a swarm: the coordinator, and the place where it is served. */
export interface Leadership {
  readonly coordinator: Coordinator;
  readonly tokens: TokenService;
  readonly address: string;
  /** The key that the agent host must be handed, because it cannot get it by itself; undefined when it can. */
  readonly signingKey: string | undefined;
  /** Answers nobody any more, closes the ledger, gives up the lock; in this order. */
  close(): Promise<void>;
}

export interface LeadOptions {
  readonly stateFolder: string;
  /** Name of the swarm: part of its log's origin. */
  readonly name: string;
  readonly log: Log;
  readonly keys: KeyHolder;
  /** Who takes the lead. A launcher verifies the whole ledger first; a host goes on from what was led a moment ago. */
  readonly leader: 'launcher' | 'host';
}

/**
 * Takes the lead of the swarm in a state folder: its ledger is folded and its socket answers when this resolves. Undefined while another
 * process leads. Throws LedgerError, UnsoundLedger or KeyElsewhere when the ledger cannot be used; nothing stays open then.
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
    const secrets = await openSecrets(stateFolder, options.keys);
    const keys = keysIn(secrets);
    const key = await keys.current();
    if (options.leader === 'launcher') {
      const change = await chooseLedger(stateFolder, options.name, (other) => requireSound(other, key, stateFolder));
      if (change) options.log.warn(`The ledger of the swarm ${change.put.name} was put aside as ${change.put.file}.`);
    }
    const ledger = openSqliteLedger(join(stateFolder, 'ledger.db'));
    opened.push(() => ledger.close());
    const signer = options.leader === 'launcher' ? await openSigner(ledger, keys, stateFolder) : key;
    const origin = originOf(ledger.checkpoints()) ?? ledgerOrigin(options.name, randomBytes(8).toString('hex'));
    const createSealer = (): Sealer => new Sealer({ primitives: nodePrimitives, signer, origin });
    const journal = openJournal(stateFolder, options.name);
    opened.push(() => journal.close());
    const needs = createLetterNeeds(journal);
    const coordinator = new Coordinator({
      ledger,
      createSealer,
      clock: systemClock,
      gather: eventLoopTurn,
      leader: options.leader,
      otherNeeds: needs.current,
    });
    opened.push(() => coordinator.dispose());
    opened.push(() => pruneAtEnd(dirname(stateFolder), coordinator.state, options.log));
    opened.push(() =>
      anchorAtEnd({ ledger, stateFolder, branch: coordinator.state.integrationBranch, log: options.log }),
    );
    const consumers = startConsumers({ coordinator, ledger, journal, needs, stateFolder, log: options.log });
    opened.push(() => consumers.close());
    const tokens = new TokenService(coordinator, await openDerivedTokens(join(stateFolder, 'keys')));
    const address = socketAddress(stateFolder);
    const server = await serveCoordinator({ address, service: tokens, log: options.log });
    opened.push(async () => {
      coordinator.watchers.flush();
      await server.close();
    });
    const isOurs = options.keys.kind === 'editor' && options.keys.storage === 'editor';
    const signingKey = isOurs ? await secrets.get('witness') : undefined;
    return { coordinator, tokens, address, signingKey, close };
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
