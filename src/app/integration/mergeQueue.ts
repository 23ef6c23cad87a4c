import type { Log } from '../../base/log.ts';
import type { EvidenceRef } from '../../domain/task/event.ts';
import type { HostTrouble } from '../../protocol/hostTrouble.ts';
import type { Integration, RequestOf } from '../../protocol/verbs.ts';
import type { Clock } from '../ports/clock.ts';
import { HeldUp, lookAtIntegration, type Lookout } from './lookAtIntegration.ts';
import { integrate, type Round, type RoundOptions } from './integrate.ts';
import type { Refused } from './batch.ts';
import { PassedChecks } from './verifyBatch.ts';
import { sendReport } from '../runner/sendReport.ts';
import { untilAborted } from '../runner/untilAborted.ts';
import type { Verifier } from '../runner/verifyCommit.ts';
import { backOffMs } from '../runner/backOff.ts';
import { pause } from '../runner/pause.ts';

export interface MergeQueueOptions extends Verifier, Lookout {
  readonly workspace: Verifier['workspace'];
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly log: Log;
  /** Told once when something keeps it from merging, or when commits of others lie on the branch, and again (with null) when that is over. */
  readonly onTrouble: (trouble: HostTrouble | null) => void;
}

/** Brings submitted tasks onto the integration branch, in batches. */
export interface MergeQueue {
  /** Resolves when the swarm has ended, when `signal` aborts, or when the coordinator is gone. */
  run(signal: AbortSignal): Promise<void>;
}

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
  const passed = new PassedChecks();
  for (;;) {
    const batch = await nextOnes(options, stop);
    if (batch === undefined) return;
    const round = await integrateSafely(batch, { ...options, passed, signal: stop });
    if (round === undefined || stop.aborted) return;
    await reportMerged(round, options);
    for (const { integration, refused } of round.refused) await reportRefused(integration, refused, options);
  }
}

/** The next tasks; while there are none, the branch is looked at. Undefined when there will be none. */
async function nextOnes(options: MergeQueueOptions, stop: AbortSignal): Promise<readonly Integration[] | undefined> {
  const now = await ask(options, false, stop);
  if (now !== undefined || stop.aborted) return now;
  const asked = new AbortController();
  const pending = ask(options, true, stop).finally(() => asked.abort());
  await Promise.allSettled([pending, lookWhileIdle(options, AbortSignal.any([stop, asked.signal]))]);
  return pending;
}

async function ask({ client }: Lookout, wait: boolean, stop: AbortSignal): Promise<readonly Integration[] | undefined> {
  const next = await untilAborted(client.request({ verb: 'nextIntegration', wait }), stop);
  if (next === undefined) return undefined;
  if (!next.ok) throw new Error(`The merge queue cannot work: ${next.error.message}`);
  return next.value.outcome === 'finished' ? undefined : next.value.batch;
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
async function reportMerged({ merged, evidence }: Round, options: MergeQueueOptions): Promise<void> {
  const all = merged.map(({ integration: { task, epoch }, merge }) => ({ task, epoch, merge }));
  const [first] = all;
  if (!first) return;
  const say = (told: readonly EvidenceRef[]): RequestOf<'integrated' | 'integratedAll'> =>
    all.length === 1
      ? { verb: 'integrated', ...first, evidence: [...told] }
      : { verb: 'integratedAll', merged: all, evidence: [...told] };
  const refusal = await sendReport(options, say(evidence));
  if (!refusal) return;
  const again = await sendReport(
    options,
    say([]),
    `${all.map(({ task, epoch }) => `${task}/${epoch}`).join('+')}/plain`,
  );
  if (again) throw new Error(`The merge queue cannot report on ${first.task}: ${again.message}`);
}

async function reportRefused(integration: Integration, refused: Refused, options: MergeQueueOptions): Promise<void> {
  const { task, epoch } = integration;
  const evidence = [...refused.evidence];
  const refusal = await sendReport(
    options,
    'conflict' in refused
      ? { verb: 'conflicted', task, epoch, ...refused.conflict, evidence }
      : { verb: 'rejected', task, epoch, reason: refused.reason.slice(0, maxReason), evidence },
  );
  if (!refusal) return;
  const reason = `its verdict was not accepted: ${refusal.message}`.slice(0, maxReason);
  const plain = { verb: 'rejected', task, epoch, reason, evidence: [] } as const;
  const again = await sendReport(options, plain, `${task}/${epoch}/rejected/plain`);
  if (again) throw new Error(`The merge queue cannot report on ${task}: ${again.message}`);
}

/** A fault of the place says nothing about the work: the tasks stay submitted until they can be merged. Undefined when it was stopped. */
async function integrateSafely(
  batch: readonly Integration[],
  options: MergeQueueOptions & RoundOptions,
): Promise<Round | undefined> {
  const { signal: stop } = options;
  for (let fault = 1; ; fault += 1) {
    try {
      const round = await integrate(batch, options);
      if (round !== undefined) options.onTrouble(null);
      return round;
    } catch (error) {
      if (stop.aborted) return undefined;
      options.onTrouble(troubleOf(error, `${batch[0]?.task ?? 'A task'} cannot be merged yet: `));
      await pause(options.clock, backOffMs(fault), stop);
      if (stop.aborted) return undefined;
    }
  }
}
