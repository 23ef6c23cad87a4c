import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inspectRepository } from '../adapters/git/inspectRepository.ts';
import { openSqliteLedger } from '../adapters/sqlite/sqliteLedger.ts';
import { createSnapshot } from '../app/coordinator/createSnapshot.ts';
import { err, ok, type Result } from '../base/result.ts';
import { applyEvent } from '../domain/task/applyEvent.ts';
import { createSwarmState, type SwarmState } from '../domain/task/swarmState.ts';
import type { Entry } from '../domain/witness/entry.ts';
import type { LeaderProblem } from '../protocol/swarmLeader.ts';
import type { SwarmSnapshot } from '../protocol/swarmSnapshot.ts';

/** The ledger file of the swarm that `folder` belongs to; a problem when none was run there. */
export async function findLedger(folder: string): Promise<Result<string, LeaderProblem>> {
  const repository = await inspectRepository(folder);
  if (repository.kind === 'problem') return err(repository);
  const file = join(repository.root, '.s2', 'ledger.db');
  if (existsSync(file)) return ok(file);
  return err({ code: 'no-ledger', message: `No swarm was run in ${repository.root} yet. Start one with \`s2 run\`.` });
}

/** Folds the ledger of a folder's swarm without leading it: works beside a running leader. */
export async function readSwarm(folder: string): Promise<Result<SwarmState, LeaderProblem>> {
  const file = await findLedger(folder);
  if (!file.ok) return file;
  const ledger = openSqliteLedger(file.value, { readOnly: true });
  try {
    const state = createSwarmState();
    for (const { body } of ledger.read(0)) {
      const { event, at, sequence } = JSON.parse(body) as Entry;
      applyEvent(state, event, at, sequence);
    }
    return ok(state);
  } finally {
    ledger.close();
  }
}

/** The swarm as the ledger knows it. Who is there right now is known to the leader only, so health reads `absent`. */
export function snapshotOf(state: SwarmState, now: number): SwarmSnapshot {
  return createSnapshot(state, { leader: 'launcher', now, health: () => 'absent', isLost: () => false });
}
