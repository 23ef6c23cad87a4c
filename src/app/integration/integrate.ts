import type { EvidenceRef } from '../../domain/task/event.ts';
import type { Integration } from '../../protocol/verbs.ts';
import { findLaid, stackUp, type Layer, type Refused, type Stack } from './batch.ts';
import { longestLine, lookAtIntegration, type HeldUp, type Lookout, type Standing } from './lookAtIntegration.ts';
import { verifyBatch, type BatchVerifier } from './verifyBatch.ts';

/** What one round works with. */
export type RoundOptions = BatchVerifier & Lookout & { readonly workspace: BatchVerifier['workspace'] };

/** What one round came to: the branch holds what was merged, and nothing of it is told yet. */
export interface Round {
  readonly merged: readonly Layer[];
  readonly evidence: readonly EvidenceRef[];
  readonly refused: Stack['refused'];
}

/** Head moves that are tolerated before something else must be wrong. */
const maxMoves = 20;

const nothing: Round = { merged: [], evidence: [], refused: [] };

/**
 * Merges a batch one on another, verifies its tip, and moves the branch at once to the highest layer below which all is good. What is
 * above the first bad one is left for the next round. Undefined when it was stopped; rejects for a fault of the place.
 */
export async function integrate(batch: readonly Integration[], options: RoundOptions): Promise<Round | undefined> {
  const { workspace, integrationBranch, signal } = options;
  for (let move = 0; move < maxMoves; move += 1) {
    const { standing, foreign } = await lookAtIntegration(options);
    if (foreign) return recover(standing, foreign, options);
    const stack = await stackUp(standing.from, batch, workspace);
    const { good, evidence, bad } = await verifyBatch(stack, options);
    if (signal.aborted) return undefined;
    const merged = stack.layers.slice(0, good);
    const refused = [...stack.refused, ...judged(stack.layers[good], bad)];
    const concerned = [...merged, ...refused].map(({ integration }) => integration);
    if (!(await stillStand(concerned, options))) return nothing;
    const tip = merged.at(-1)?.merge;
    if (tip === undefined || (await workspace.advance(integrationBranch, standing.head, tip)))
      return { merged, evidence, refused };
  }
  throw new Error(`The branch ${integrationBranch} kept moving. Let only the swarm write to it.`);
}

function judged(layer: Layer | undefined, bad: Refused | undefined): Stack['refused'] {
  return layer && bad ? [{ integration: layer.integration, refused: bad }] : [];
}

/** The branch is ahead of the ledger: by what a run before this one merged before it died, verified once more, or else by somebody else's commits. */
async function recover({ from, head }: Standing, foreign: HeldUp, options: RoundOptions): Promise<Round | undefined> {
  const { workspace, client, signal } = options;
  const line = await workspace.lineOf(from, head, longestLine);
  const waiting = line && (await client.request({ verb: 'nextIntegration', wait: false, upTo: longestLine }));
  if (!waiting?.ok || waiting.value.outcome !== 'integrate') throw foreign;
  const laid = await findLaid(from, line ?? [], waiting.value.batch, workspace);
  if (!laid) throw foreign;
  const { good, evidence } = await verifyBatch(laid, options);
  if (signal.aborted) return undefined;
  if (good < laid.layers.length) throw foreign;
  return { merged: laid.layers, evidence, refused: [] };
}

/** Whether the submissions are still the ones to merge: verifying takes a while, and what they are built on may have been reopened meanwhile. */
async function stillStand(integrations: readonly Integration[], { client }: Lookout): Promise<boolean> {
  const next = await client.request({ verb: 'nextIntegration', wait: false, upTo: longestLine });
  if (!next.ok) throw new Error(`The merge queue cannot work: ${next.error.message}`);
  const { value } = next;
  if (value.outcome === 'finished') return integrations.length === 0;
  return integrations.every(({ task, epoch }) =>
    value.batch.some((waiting) => waiting.task === task && waiting.epoch === epoch),
  );
}
