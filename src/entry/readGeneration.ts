import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { readDocuments } from '../adapters/files/findDocuments.ts';
import { ok, type Result } from '../base/result.ts';
import type { Generation } from '../domain/document/generate/subject.ts';
import { swarmNow } from '../domain/document/generate/swarmNow.ts';
import { sourcesOf } from '../domain/document/generate/tasksOf.ts';
import type { SwarmState } from '../domain/task/swarmState.ts';
import type { LeaderProblem } from '../protocol/swarmLeader.ts';
import { attachLeader } from './attachLeader.ts';
import { loadPlan, swarmFolder } from './loadPlan.ts';
import { endClaims, findLedger, foldFile } from './readSwarm.ts';

/** What documents are generated from, and the folder of its swarm. */
export interface FoundGeneration {
  readonly root: string;
  readonly generation: Generation;
}

/**
 * Reads the plan of a folder and what became of it: what the ledger keeps while somebody leads the swarm or after a run, and the plan alone
 * before the first one. Throws LedgerError when the ledger cannot be read.
 */
export async function readGeneration(folder: string): Promise<Result<FoundGeneration, LeaderProblem>> {
  const root = await swarmFolder(folder);
  const plan = await loadPlan(root);
  if (!plan.ok) return plan;
  const { documents } = await readDocuments(root, sourcesOf(plan.value.tasks));
  const hashes = new Map(documents.map(({ path, text }) => [path, createHash('sha256').update(text).digest('hex')]));
  const state = await readState(root);
  return ok({ root, generation: { plan: plan.value, hashes, ...(state ? { now: swarmNow(state) } : {}) } });
}

/** The ledger has all that its leader has told anybody, so it is read whether or not somebody leads. */
async function readState(root: string): Promise<SwarmState | undefined> {
  const file = await findLedger(root);
  if (!file.ok) return undefined;
  const leader = await attachLeader(join(file.value, '..'), { patienceMs: 0 });
  await leader?.leave();
  const state = foldFile(file.value);
  if (!leader) endClaims(state);
  return state.opened ? state : undefined;
}
