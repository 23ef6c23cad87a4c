import type { EvidenceRef } from '../../domain/task/event.ts';
import type { Integration, RelatedTask } from '../../protocol/verbs.ts';
import { taskEnvironment } from '../runner/commandProvider.ts';
import { runChecks, type Check, type Verifier } from '../runner/verifyCommit.ts';
import type { Layer, Refused, Stack } from './batch.ts';

/** What verifying a batch works with. */
export interface BatchVerifier extends Verifier {
  readonly environment: Readonly<Record<string, string>>;
  /** What has passed on which content. */
  readonly passed: PassedChecks;
  readonly signal: AbortSignal;
}

/** How many layers from the bottom are good, what proves it, and why the one above them is not, if there is one. */
export interface BatchVerdict {
  readonly good: number;
  readonly evidence: readonly EvidenceRef[];
  readonly bad: Refused | undefined;
}

/** Commands that passed, by the tree that they ran on: nothing is run twice on the same content. The oldest are forgotten. */
export class PassedChecks {
  readonly #most: number;
  readonly #known = new Set<string>();

  constructor(most = 10_000) {
    this.#most = most;
  }

  has(tree: string, command: string): boolean {
    return this.#known.has(`${tree} ${command}`);
  }

  add(tree: string, command: string): void {
    this.#known.add(`${tree} ${command}`);
    for (const oldest of this.#known) {
      if (this.#known.size <= this.#most) return;
      this.#known.delete(oldest);
    }
  }
}

/** A command that has to pass on a layer, and whose it is. */
interface OwnedCheck extends Check {
  readonly owner: string;
}

/** The first check that failed on a layer. */
interface Failure {
  readonly check: OwnedCheck;
  readonly reason: string;
}

interface Outcome {
  readonly failure: Failure | undefined;
  readonly evidence: readonly EvidenceRef[];
}

/**
 * Verifies the tip of a batch, and when that fails, finds the lowest layer that does, by halves: with one bad task among n that takes
 * ⌈log2 n⌉ + 1 checkouts. On each layer the commands of every task up to it are run, and those of the merged tasks related to them. A
 * command of a merged task that already fails below the layer is nobody's fault here, and is left out.
 */
export async function verifyBatch({ from, layers }: Stack, verifier: BatchVerifier): Promise<BatchVerdict> {
  const excused = new Set<string>();
  for (const { integration, tree } of layers) await trustRunner(integration, tree, verifier);
  for (;;) {
    const found = await findBad(layers, verifier, excused);
    const { failure, good, evidence } = found;
    const bad = layers[good];
    if (verifier.signal.aborted || !failure || !bad) return { good, evidence, bad: undefined };
    const { check } = failure;
    if (check.owner === bad.integration.task || isChecked(check, layers.slice(0, good)))
      return { good, evidence, bad: blame(bad, failure, found.proof) };
    const below = layers[good - 1]?.merge ?? from;
    const before = await runChecks(verifier, { ...asking(verifier), commit: below, checks: [check] });
    if (verifier.signal.aborted) return { good, evidence, bad: undefined };
    if (before.reason === undefined) return { good, evidence, bad: blame(bad, failure, found.proof) };
    excused.add(check.command);
  }
}

/** The session's runner has verified exactly this content already. */
async function trustRunner(
  integration: Integration,
  tree: string,
  { workspace, passed }: BatchVerifier,
): Promise<void> {
  if (!integration.checked || tree !== (await workspace.treeOf(integration.commit))) return;
  for (const command of integration.verify) passed.add(tree, command);
}

async function findBad(
  layers: readonly Layer[],
  verifier: BatchVerifier,
  excused: ReadonlySet<string>,
): Promise<{
  readonly good: number;
  readonly failure: Failure | undefined;
  readonly evidence: readonly EvidenceRef[];
  readonly proof: readonly EvidenceRef[];
}> {
  let [good, bad] = [0, layers.length + 1];
  let failure: Failure | undefined;
  let [evidence, proof]: (readonly EvidenceRef[])[] = [[], []];
  for (let at = layers.length; at > good && at < bad && !verifier.signal.aborted; at = (good + bad) >> 1) {
    const outcome = await verifyLayers(layers.slice(0, at), verifier, excused);
    if (outcome.failure) [bad, failure, proof] = [at, outcome.failure, outcome.evidence];
    else [good, evidence] = [at, outcome.evidence];
  }
  return { good, failure, evidence: evidence ?? [], proof: proof ?? [] };
}

/** Runs on the uppermost of these layers what has not passed on its content yet. */
async function verifyLayers(
  layers: readonly Layer[],
  verifier: BatchVerifier,
  excused: ReadonlySet<string>,
): Promise<Outcome> {
  const tip = layers.at(-1);
  if (!tip) return { failure: undefined, evidence: [] };
  const open = new Map<string, OwnedCheck>();
  // From the top, so that a command that several tasks name is held to be the latest one's.
  for (const check of [...layers].reverse().flatMap((layer) => checksOf(layer.integration, verifier))) {
    const isKnown = open.has(check.command) || verifier.passed.has(tip.tree, check.command);
    if (!isKnown && !excused.has(check.command)) open.set(check.command, check);
  }
  const checks = [...open.values()];
  const verdict = await runChecks(verifier, { ...asking(verifier), commit: tip.merge, checks });
  for (const { command } of checks.slice(0, verdict.passed)) verifier.passed.add(tip.tree, command);
  const check = checks[verdict.passed];
  const { reason, evidence } = verdict;
  return { failure: reason !== undefined && check ? { check, reason } : undefined, evidence };
}

/** A task's own commands, then those of the merged tasks that are related to it. */
function checksOf(integration: Integration, { environment }: BatchVerifier): readonly OwnedCheck[] {
  const checks = (task: RelatedTask): readonly OwnedCheck[] =>
    task.verify.map((command) => ({
      command,
      owner: task.task,
      environment: { ...environment, ...taskEnvironment(task, task.session) },
    }));
  return [...checks(integration), ...integration.related.flatMap(checks)];
}

/** Whether the command had to pass on one of these layers, too. */
function isChecked({ command }: Check, layers: readonly Layer[]): boolean {
  return layers.some(
    ({ integration: { verify, related } }) =>
      verify.includes(command) || related.some((other) => other.verify.includes(command)),
  );
}

function blame({ integration }: Layer, { check, reason }: Failure, evidence: readonly EvidenceRef[]): Refused {
  if (check.owner !== integration.task) return { reason: `breaks ${check.owner}: ${reason}`, evidence };
  return { reason: integration.checked ? `${reason} (merged with the work of others)` : reason, evidence };
}

function asking({ signal }: BatchVerifier): {
  readonly evidenceKind: 'integration';
  readonly signal: AbortSignal;
  readonly onOutput: () => undefined;
} {
  return { evidenceKind: 'integration', signal, onOutput: () => undefined };
}
