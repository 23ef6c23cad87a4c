import { oneLine } from '../../domain/agent/commitMessage.ts';
import type { EvidenceRef } from '../../domain/task/event.ts';
import type { Integration, RequestOf } from '../../protocol/verbs.ts';
import type { LineCommit, Workspace } from '../ports/workspace.ts';

/** With what something does not go together. */
export type Conflict = Pick<RequestOf<'conflicted'>, 'onto' | 'files' | 'more' | 'merges'>;

/** Why a task is not merged. */
export type Refused =
  | { readonly conflict: Conflict; readonly evidence: readonly EvidenceRef[] }
  | { readonly reason: string; readonly evidence: readonly EvidenceRef[] };

/** One task merged on top of those before it, in the object store alone. */
export interface Layer {
  readonly integration: Integration;
  readonly merge: string;
  readonly tree: string;
}

/** A batch as it lies one on another, and what is refused whatever becomes of the others. */
export interface Stack {
  /** What the first layer lies on. */
  readonly from: string;
  readonly layers: readonly Layer[];
  readonly refused: readonly { readonly integration: Integration; readonly refused: Refused }[];
}

/**
 * Merges tasks one on another, in order. What does not go together with another of the batch, which may turn out to be bad, is left
 * for the next round: it is judged when nothing lies between it and the branch.
 */
export async function stackUp(from: string, batch: readonly Integration[], workspace: Workspace): Promise<Stack> {
  const layers: Layer[] = [];
  const refused: { integration: Integration; refused: Refused }[] = [];
  for (const integration of batch) {
    const onto = layers.at(-1)?.merge ?? from;
    const layer = await lay(integration, { from, onto }, workspace);
    if ('merge' in layer) layers.push(layer);
    else if (layer.isFinal || onto === from) refused.push({ integration, refused: layer.refused });
  }
  return { from, layers, refused };
}

type Laid = Layer | { readonly refused: Refused; readonly isFinal: boolean };

async function lay(
  integration: Integration,
  { from, onto }: { readonly from: string; readonly onto: string },
  workspace: Workspace,
): Promise<Laid> {
  const { task, session, epoch, witness, commit } = integration;
  // An outside agent's commit has met no runner of ours; git itself could fail on what it holds.
  const fault = await workspace.judgeChange(from, commit, integration.limits);
  if (fault !== undefined) return { refused: { reason: `its work ${fault}`, evidence: [] }, isFinal: true };
  const message = `Merge ${task}: ${integration.title}`;
  const made = await workspace.createMerge(onto, commit, message, { task, session, epoch, witness });
  if (!made.merged) {
    await workspace.keepSubmitted(commit, task, epoch);
    const conflict = await describeConflict(onto, commit, made.conflicts, workspace);
    return { refused: { conflict, evidence: [] }, isFinal: false };
  }
  const without = integration.checked ? undefined : await whatIsMissing(integration, onto, made.tree, workspace);
  if (without !== undefined) return { refused: { reason: without, evidence: [] }, isFinal: false };
  return { integration, merge: made.commit, tree: made.tree };
}

/** What a runner of ours would have found missing in work that came from outside: an effect, or a deliverable. */
async function whatIsMissing(
  { commit, files, doneBefore }: Integration,
  onto: string,
  tree: string,
  workspace: Workspace,
): Promise<string | undefined> {
  if (!doneBefore && tree === (await workspace.treeOf(onto))) return 'finished without changing anything';
  const missing = await workspace.missingFiles(commit, files);
  return missing.length > 0 ? `finished without ${missing.join(', ')}` : undefined;
}

/** Which files, and whose merges they conflict with: both cut to what a report holds. */
async function describeConflict(
  onto: string,
  commit: string,
  conflicts: readonly string[],
  workspace: Workspace,
): Promise<Conflict> {
  const files = conflicts.slice(0, 50);
  const merges = await workspace.mergesTouching(onto, commit, files);
  const named = files.map((file) => oneLine(file).slice(0, 1_000).toWellFormed() || '?');
  return { onto, files: named, more: conflicts.length - files.length, merges };
}

/**
 * The batch that a run before this one put on the branch and died before it could say so: each commit of the line joins the one below it with
 * what one of the tasks has submitted, and holds exactly what merging the two gives. Undefined for anything else.
 */
export async function findLaid(
  from: string,
  line: readonly LineCommit[],
  batch: readonly Integration[],
  workspace: Workspace,
): Promise<Stack | undefined> {
  const layers: Layer[] = [];
  for (const { commit: merge, parents, tree } of line) {
    const integration = batch.find(({ commit }) => parents.length === 2 && commit === parents[1]);
    const onto = layers.at(-1)?.merge ?? from;
    if (!integration || parents[0] !== onto) return undefined;
    const layer = await lay(integration, { from, onto }, workspace);
    if (!('merge' in layer) || layer.tree !== tree) return undefined;
    layers.push({ integration, merge, tree });
  }
  return { from, layers, refused: [] };
}
