import type { Log } from '../../base/log.ts';
import type { EvidenceRef } from '../../domain/task/event.ts';
import type { HostTrouble } from '../../protocol/hostTrouble.ts';
import type { Integration, RequestOf } from '../../protocol/verbs.ts';
import type { Clock } from '../ports/clock.ts';
import { oneLine } from '../../domain/agent/commitMessage.ts';
import { HeldUp, lookAtIntegration, type Lookout, type Standing } from './lookAtIntegration.ts';
import { sendReport } from '../runner/sendReport.ts';
import { untilAborted } from '../runner/untilAborted.ts';
import { verifyCommit, type Verifier } from '../runner/verifyCommit.ts';
import { backOffMs } from '../runner/backOff.ts';
import { taskEnvironment } from '../runner/commandProvider.ts';
import { pause } from '../runner/pause.ts';

export interface MergeQueueOptions extends Verifier, Lookout {
  readonly workspace: Verifier['workspace'];
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly log: Log;
  /** Told once when something keeps it from merging, or when commits of others lie on the branch, and again (with null) when that is over. */
  readonly onTrouble: (trouble: HostTrouble | null) => void;
}

/** Brings submitted tasks onto the integration branch, one after the other. */
export interface MergeQueue {
  /** Resolves when the swarm has ended, when `signal` aborts, or when the coordinator is gone. */
  run(signal: AbortSignal): Promise<void>;
}

/** With what it does not go together. */
type Conflict = Pick<RequestOf<'conflicted'>, 'onto' | 'files' | 'more' | 'merges'>;

type Merged =
  | { readonly conflict: Conflict; readonly evidence: readonly EvidenceRef[] }
  | { readonly merge: string; readonly evidence: readonly EvidenceRef[] }
  | { readonly reason: string; readonly evidence: readonly EvidenceRef[] };

/** Head moves that are tolerated for one task before something else must be wrong. */
const maxMoves = 20;
const maxReason = 2_000;

export function createMergeQueue(options: MergeQueueOptions): MergeQueue {
  const told = tellOnce(options);
  return { run: (signal) => runQueue(told, AbortSignal.any([signal, options.client.closed])) };
}

/** Trouble that is met again and again is told once. */
function tellOnce(options: MergeQueueOptions): MergeQueueOptions {
  let told = 'null';
  return {
    ...options,
    onTrouble: (trouble) => {
      const now = JSON.stringify(trouble);
      if (now === told) return;
      told = now;
      if (trouble) options.log.error(trouble.kind === 'fault' ? trouble.reason : 'Commits of others are in the way.');
      options.onTrouble(trouble);
    },
  };
}

async function runQueue(options: MergeQueueOptions, stop: AbortSignal): Promise<void> {
  for (;;) {
    const integration = await nextOne(options, stop);
    if (integration === undefined) return;
    const merged = await integrateSafely(integration, options, stop);
    if (merged === undefined || stop.aborted) return;
    if (merged !== 'taken-back') await report(integration, merged, options);
  }
}

/** The next task; while there is none, the branch is looked at. Undefined when there will be none. */
async function nextOne(options: MergeQueueOptions, stop: AbortSignal): Promise<Integration | undefined> {
  const now = await ask(options, false, stop);
  if (now !== undefined || stop.aborted) return now;
  const asked = new AbortController();
  const pending = ask(options, true, stop).finally(() => asked.abort());
  await Promise.allSettled([pending, lookWhileIdle(options, AbortSignal.any([stop, asked.signal]))]);
  return pending;
}

async function ask({ client }: Lookout, wait: boolean, stop: AbortSignal): Promise<Integration | undefined> {
  const next = await untilAborted(client.request({ verb: 'nextIntegration', wait }), stop);
  if (next === undefined) return undefined;
  if (!next.ok) throw new Error(`The merge queue cannot work: ${next.error.message}`);
  return next.value.outcome === 'finished' ? undefined : next.value.integration;
}

/** Tells what somebody else has done to the branch until that is put right, or there is something to merge. */
async function lookWhileIdle(options: MergeQueueOptions, stop: AbortSignal): Promise<void> {
  for (let fault = 1; !stop.aborted; fault += 1) {
    const trouble = await lookSafely(options);
    if (stop.aborted) return;
    options.onTrouble(trouble);
    if (trouble === null) return;
    await pause(options.clock, backOffMs(fault), stop);
  }
}

async function lookSafely(options: MergeQueueOptions): Promise<HostTrouble | null> {
  try {
    return (await lookAtIntegration(options)).foreign?.trouble ?? null;
  } catch (error) {
    return troubleOf(error, `The branch ${options.integrationBranch} cannot be looked at: `);
  }
}

function troubleOf(error: unknown, before: string): HostTrouble {
  if (error instanceof HeldUp && error.trouble.kind !== 'fault') return error.trouble;
  return { kind: 'fault', reason: `${before}${error instanceof Error ? error.message : String(error)}` };
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
  for (let fault = 1; ; fault += 1) {
    try {
      const merged = await integrate(integration, options, stop);
      if (merged !== undefined) options.onTrouble(null);
      return merged;
    } catch (error) {
      if (stop.aborted) return undefined;
      options.onTrouble(troubleOf(error, `${integration.task} cannot be merged yet: `));
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
  for (let move = 0; move < maxMoves; move += 1) {
    const { standing, foreign } = await lookAtIntegration(options);
    if (foreign && !joins(standing, integration)) throw foreign;
    const merged = await mergeOnto(standing.from, integration, options, stop);
    if (stop.aborted) return undefined;
    if (!(await stillStands(integration, options))) return 'taken-back';
    if (foreign) return requireSame(standing.head, { merged, foreign, workspace });
    if (!('merge' in merged) || (await workspace.advance(integrationBranch, standing.head, merged.merge)))
      return merged;
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

/** Whether the branch's head may be the merge that a run before this one made before it died: it joins the same two commits. */
function joins({ from, parents }: Standing, { commit }: Integration): boolean {
  return parents.length === 2 && parents[0] === from && parents[1] === commit;
}

/** It is that merge when its content is what merging gives, verified. Anything else is somebody else's. */
async function requireSame(
  head: string,
  made: { readonly merged: Merged; readonly foreign: HeldUp; readonly workspace: MergeQueueOptions['workspace'] },
): Promise<Merged> {
  const { merged, foreign, workspace } = made;
  if (!('merge' in merged)) throw foreign;
  if ((await workspace.treeOf(head)) !== (await workspace.treeOf(merged.merge))) throw foreign;
  return { merge: head, evidence: merged.evidence };
}

async function mergeOnto(
  head: string,
  integration: Integration,
  options: MergeQueueOptions,
  stop: AbortSignal,
): Promise<Merged> {
  const { workspace } = options;
  const { task, session, epoch, witness, commit } = integration;
  // An outside agent's commit has met no runner of ours; git itself could fail on what it holds.
  const fault = await workspace.judgeChange(head, commit, integration.limits);
  if (fault !== undefined) return { reason: `its work ${fault}`, evidence: [] };
  const message = `Merge ${task}: ${integration.title}`;
  const outcome = await workspace.createMerge(head, commit, message, { task, session, epoch, witness });
  if (!outcome.merged) {
    await workspace.keepSubmitted(commit, task, epoch);
    return { conflict: await describeConflict(head, commit, outcome.conflicts, workspace), evidence: [] };
  }
  if (integration.checked) {
    // The session's runner has verified exactly this content already.
    if (outcome.tree === (await workspace.treeOf(commit))) return { merge: outcome.commit, evidence: [] };
  } else {
    const without = await whatIsMissing(integration, outcome.tree === (await workspace.treeOf(head)), workspace);
    if (without !== undefined) return { reason: without, evidence: [] };
  }
  const verdict = await verifyCommit(options, {
    commit: outcome.commit,
    verify: integration.verify,
    evidenceKind: 'integration',
    environment: { ...options.environment, ...taskEnvironment(integration, session) },
    signal: stop,
    onOutput: () => undefined,
  });
  if (verdict.reason === undefined) return { merge: outcome.commit, evidence: verdict.evidence };
  return {
    reason: integration.checked ? `${verdict.reason} (merged with the work of others)` : verdict.reason,
    evidence: verdict.evidence,
  };
}

/** What a runner of ours would have found missing in work that came from outside: an effect, or a deliverable. */
async function whatIsMissing(
  { commit, files, doneBefore }: Integration,
  isUnchanged: boolean,
  workspace: MergeQueueOptions['workspace'],
): Promise<string | undefined> {
  if (isUnchanged && !doneBefore) return 'finished without changing anything';
  const missing = await workspace.missingFiles(commit, files);
  return missing.length > 0 ? `finished without ${missing.join(', ')}` : undefined;
}

function reportOf({ task, epoch }: Integration, merged: Merged): RequestOf<'integrated' | 'rejected' | 'conflicted'> {
  const evidence = [...merged.evidence];
  if ('conflict' in merged) return { verb: 'conflicted', task, epoch, ...merged.conflict, evidence };
  if ('merge' in merged) return { verb: 'integrated', task, epoch, merge: merged.merge, evidence };
  return { verb: 'rejected', task, epoch, reason: merged.reason.slice(0, maxReason), evidence };
}

/** Which files, and whose merges they conflict with: both cut to what a report holds. */
async function describeConflict(
  onto: string,
  commit: string,
  conflicts: readonly string[],
  workspace: MergeQueueOptions['workspace'],
): Promise<Conflict> {
  const files = conflicts.slice(0, 50);
  const merges = await workspace.mergesTouching(onto, commit, files);
  const named = files.map((file) => oneLine(file).slice(0, 1_000).toWellFormed() || '?');
  return { onto, files: named, more: conflicts.length - files.length, merges };
}
