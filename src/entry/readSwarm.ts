import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inspectRepository } from '../adapters/git/inspectRepository.ts';
import { openConsumerJournal } from '../adapters/sqlite/consumerJournal.ts';
import { openSqliteLedger } from '../adapters/sqlite/sqliteLedger.ts';
import { needsOfLetters } from '../app/consumers/deadLetters.ts';
import { createSnapshot } from '../app/coordinator/createSnapshot.ts';
import { releaseClaims } from '../domain/task/decideRegister.ts';
import { foldLedger } from '../app/coordinator/readLedger.ts';
import type { DeadLetter } from '../app/ports/consumerJournal.ts';
import { err, ok, type Result } from '../base/result.ts';
import { applyEvent } from '../domain/task/applyEvent.ts';
import type { SwarmState } from '../domain/task/swarmState.ts';
import type { LeaderProblem } from '../protocol/swarmLeader.ts';
import type { SwarmSnapshot } from '../protocol/swarmSnapshot.ts';
import { attachLeader } from './attachLeader.ts';

/** The ledger file of the swarm that `folder` belongs to; a problem when none was run there. */
export async function findLedger(folder: string): Promise<Result<string, LeaderProblem>> {
  const repository = await inspectRepository(folder);
  if (repository.kind === 'problem') return err(repository);
  const file = join(repository.root, '.s2', 'ledger.db');
  return existsSync(file) ? ok(file) : err(neverRun(repository.root));
}

function neverRun(root: string): LeaderProblem {
  return { code: 'no-ledger', message: `No swarm was run in ${root} yet. Start one with \`s2 run\`.` };
}

/** Folds a ledger without leading its swarm. Throws LedgerError when it cannot be read. */
export function foldFile(file: string): SwarmState {
  const ledger = openSqliteLedger(file, { readOnly: true });
  try {
    return foldLedger(ledger);
  } finally {
    ledger.close();
  }
}

/** The swarm of a folder as it is now: as its leader sees it, or as the ledger has it when nobody leads. */
export async function readSwarm(folder: string): Promise<Result<SwarmSnapshot, LeaderProblem>> {
  const file = await findLedger(folder);
  if (!file.ok) return file;
  const leader = await attachLeader(join(file.value, '..'), { patienceMs: 0 });
  if (!leader) {
    const state = foldFile(file.value);
    // A launch that was refused, for want of a sandbox for example, leaves a ledger without an entry.
    if (state.sequence === 0) return err(neverRun(join(file.value, '..', '..')));
    return ok(withLetters(stoppedSnapshot(state), join(file.value, '..')));
  }
  const snapshot = leader.snapshot();
  await leader.leave();
  return ok(snapshot);
}

/** Adds what consumers of the ledger have parked; a state folder that was never led since has no journal. */
function withLetters(snapshot: SwarmSnapshot, stateFolder: string): SwarmSnapshot {
  const letters = parkedLetters(stateFolder, snapshot.swarm.name);
  return { ...snapshot, needsYou: [...needsOfLetters(letters), ...snapshot.needsYou] };
}

/** What the consumers of a swarm's ledger have parked. */
export function parkedLetters(stateFolder: string, swarm: string): readonly DeadLetter[] {
  const file = join(stateFolder, 'consumers.db');
  if (!existsSync(file)) return [];
  const journal = openConsumerJournal(file, swarm, { readOnly: true });
  try {
    return journal.letters();
  } finally {
    journal.close();
  }
}

/** Ends the claims of a run that is over, as the next run will find. */
export function endClaims(state: SwarmState): void {
  const held = [...state.tasks.values()].flatMap((task) => (task.progress.stage === 'claimed' ? [task.spec.id] : []));
  for (const event of releaseClaims(state, held, 'runner-restarted')) applyEvent(state, event, 0, state.sequence);
}

/** A swarm that nobody leads. */
export function stoppedSnapshot(state: SwarmState): SwarmSnapshot {
  endClaims(state);
  const snapshot = createSnapshot(state, {
    leader: 'launcher',
    now: Date.now(),
    health: () => 'absent',
    whyLost: () => undefined,
    otherNeeds: [],
    durable: state.sequence,
  });
  const waits = snapshot.swarm.state === 'running' || snapshot.swarm.state === 'paused';
  return waits ? { ...snapshot, swarm: { ...snapshot.swarm, state: 'stopped' } } : snapshot;
}
