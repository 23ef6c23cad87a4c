import type { Log } from '../../base/log.ts';
import type { EvidenceRef } from '../../domain/task/event.ts';
import type { CoordinatorClient } from '../../protocol/coordinatorClient.ts';
import type { Integration, RequestOf } from '../../protocol/verbs.ts';
import type { Clock } from '../ports/clock.ts';
import { sendReport } from '../runner/sendReport.ts';
import { untilAborted } from '../runner/untilAborted.ts';
import { verifyCommit, type Verifier } from '../runner/verifyCommit.ts';
import { backOffMs } from '../runner/backOff.ts';
import { taskEnvironment } from '../runner/commandProvider.ts';
import { pause } from '../runner/pause.ts';

export interface MergeQueueOptions extends Verifier {
  readonly client: CoordinatorClient;
  readonly integrationBranch: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly log: Log;
  /** Told once when something keeps it from merging, and again (with null) when that is over. */
  readonly onTrouble: (message: string | null) => void;
}

/** Brings submitted tasks onto the integration branch, one after the other. */
export interface MergeQueue {
  /** Resolves when the swarm has ended, when `signal` aborts, or when the coordinator is gone. */
  run(signal: AbortSignal): Promise<void>;
}

type Merged =
  | { readonly merge: string; readonly evidence: readonly EvidenceRef[] }
  | { readonly reason: string; readonly evidence: readonly EvidenceRef[] };

/** Head moves that are tolerated for one task before something else must be wrong. */
const maxMoves = 20;
const maxReason = 2_000;

export function createMergeQueue(options: MergeQueueOptions): MergeQueue {
  return { run: (signal) => runQueue(options, AbortSignal.any([signal, options.client.closed])) };
}

async function runQueue(options: MergeQueueOptions, stop: AbortSignal): Promise<void> {
  const { client } = options;
  for (;;) {
    const next = await untilAborted(client.request({ verb: 'nextIntegration', wait: true }), stop);
    if (next === undefined) return;
    if (!next.ok) throw new Error(`The merge queue cannot work: ${next.error.message}`);
    if (next.value.outcome === 'finished') return;
    const { integration } = next.value;
    const merged = await integrateSafely(integration, options, stop);
    if (merged === undefined || stop.aborted) return;
    if (merged !== 'taken-back') await report(integration, merged, options);
  }
}

/** A verdict that is not taken is said again without its evidence; it must not be worked out anew for ever. */
async function report(integration: Integration, merged: Merged, options: MergeQueueOptions): Promise<void> {
  const refusal = await sendReport(options, reportOf(integration, merged));
  if (!refusal) return;
  const bare = 'merge' in merged ? merged : { reason: `its verdict was not accepted: ${refusal.message}` };
  const plain = reportOf(integration, { ...bare, evidence: [] });
  const again = await sendReport(options, plain, `${plain.task}/${plain.epoch}/${plain.verb}/plain`);
  if (again) throw new Error(`The merge queue cannot report on ${integration.task}: ${again.message}`);
}

/** A fault of the place says nothing about the work: the task stays submitted until it can be merged. Undefined when it was stopped. */
async function integrateSafely(
  integration: Integration,
  options: MergeQueueOptions,
  stop: AbortSignal,
): Promise<Merged | 'taken-back' | undefined> {
  let told: string | null = null;
  for (let fault = 1; ; fault += 1) {
    try {
      const merged = await integrate(integration, options, stop);
      if (told !== null) options.onTrouble(null);
      return merged;
    } catch (error) {
      if (stop.aborted) return undefined;
      const reason = error instanceof Error ? error.message : String(error);
      if (reason !== told) {
        options.log.error(reason, { task: integration.task, fault });
        options.onTrouble(`${integration.task} cannot be merged yet: ${reason}`);
      }
      told = reason;
      await pause(options.clock, backOffMs(fault), stop);
      if (stop.aborted) return undefined;
    }
  }
}

async function integrate(
  integration: Integration,
  options: MergeQueueOptions,
  stop: AbortSignal,
): Promise<Merged | 'taken-back' | undefined> {
  const { workspace, integrationBranch } = options;
  // An earlier run may have merged it and died before saying so.
  const earlier = await workspace.findMerge(integrationBranch, integration.commit);
  if (earlier !== undefined) return { merge: earlier, evidence: [] };
  for (let move = 0; move < maxMoves; move += 1) {
    const head = await workspace.headOf(integrationBranch);
    if (head === undefined)
      throw new Error(`The branch ${integrationBranch} is gone. Launch the swarm again to make it.`);
    const merged = await mergeOnto(head, integration, options, stop);
    if (stop.aborted) return undefined;
    if (!(await stillStands(integration, options))) return 'taken-back';
    if (!('merge' in merged) || (await workspace.advance(integrationBranch, head, merged.merge))) return merged;
  }
  throw new Error(`The branch ${integrationBranch} kept moving. Let only the swarm write to it.`);
}

/** Whether the submission is still the one to merge: verifying takes a while, and what it is built on may have been reopened meanwhile. */
async function stillStands({ task, epoch }: Integration, { client }: MergeQueueOptions): Promise<boolean> {
  const next = await client.request({ verb: 'nextIntegration', wait: false });
  if (!next.ok) throw new Error(`The merge queue cannot work: ${next.error.message}`);
  const { value } = next;
  return value.outcome === 'integrate' && value.integration.task === task && value.integration.epoch === epoch;
}

async function mergeOnto(
  head: string,
  integration: Integration,
  options: MergeQueueOptions,
  stop: AbortSignal,
): Promise<Merged> {
  const { workspace, integrationBranch } = options;
  const { task, session, epoch, witness, commit } = integration;
  const message = `Merge ${task}: ${integration.title}`;
  const outcome = await workspace.createMerge(head, commit, message, { task, session, epoch, witness });
  if (!outcome.merged) {
    return { reason: `merging into ${integrationBranch} conflicts in ${listFiles(outcome.conflicts)}`, evidence: [] };
  }
  // The session has verified exactly this content already.
  if (outcome.tree === (await workspace.treeOf(commit))) return { merge: outcome.commit, evidence: [] };
  const verdict = await verifyCommit(options, {
    commit: outcome.commit,
    verify: integration.verify,
    evidenceKind: 'integration',
    environment: { ...options.environment, ...taskEnvironment(integration, session) },
    signal: stop,
    onOutput: () => undefined,
  });
  if (verdict.reason === undefined) return { merge: outcome.commit, evidence: verdict.evidence };
  return { reason: `${verdict.reason} (merged with the work of others)`, evidence: verdict.evidence };
}

function reportOf({ task, epoch }: Integration, merged: Merged): RequestOf<'integrated' | 'rejected'> {
  const evidence = [...merged.evidence];
  if ('merge' in merged) return { verb: 'integrated', task, epoch, merge: merged.merge, evidence };
  return { verb: 'rejected', task, epoch, reason: merged.reason.slice(0, maxReason), evidence };
}

function listFiles(files: readonly string[]): string {
  const more = files.length - 10;
  return files.slice(0, 10).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
