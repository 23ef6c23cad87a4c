import { taskId } from '../../domain/task/ids.ts';
import type { SwarmState } from '../../domain/task/swarmState.ts';
import type { SealedEntry } from '../../domain/witness/entry.ts';
import { viewBlocking } from './viewBlockers.ts';
import { toHex } from '../../domain/witness/primitives.ts';
import type { ClaimedTask, Integration } from '../../protocol/verbs.ts';

/** What the claimant is told, from the entry that granted the claim. */
export function toClaimedTask(state: SwarmState, sealed: SealedEntry): ClaimedTask {
  const { event } = sealed.entry;
  if (event.type !== 'task.claimed') throw new TypeError(`entry ${sealed.entry.sequence} grants no claim`);
  const { spec, doneBefore, handOver } = known(state, event.task);
  const { stallMinutes, timeoutHours } = state.policy.watchdog;
  return {
    task: spec.id,
    epoch: event.epoch,
    attempt: event.attempt,
    witness: toHex(sealed.hash),
    title: spec.title,
    brief: spec.brief,
    phase: spec.phase ?? null,
    model: event.route?.model ?? spec.model ?? null,
    files: [...spec.files],
    run: spec.run ?? null,
    verify: [...spec.verify],
    unblockNeeds: [...(spec.unblock?.capabilities ?? [])],
    helps: spec.helps ?? null,
    ...(doneBefore ? { doneBefore } : {}),
    base: state.integration.head ?? null,
    limits: state.policy.changeLimits,
    watchdog: { stallMs: stallMinutes * 60_000, timeoutMs: timeoutHours * 3_600_000 },
    ...(handOver
      ? { handOver: { from: handOver.from, epoch: handOver.epoch, note: handOver.note?.sha256 ?? null } }
      : {}),
    blocking: viewBlocking(state, event.session),
  };
}

/** The merge queue's next task, as soon as the ledger keeps its submission: `durable` is the last sequence that it keeps. */
export function nextSubmitted(state: SwarmState, durable: number): string | undefined {
  const id = state.submitted.values().next().value;
  const progress = id === undefined ? undefined : known(state, id).progress;
  return progress?.stage === 'submitted' && progress.order <= durable ? id : undefined;
}

/** What the merge queue is told about a submitted task; `hashOf` gives the hash of an entry, hex. */
export function toIntegration(state: SwarmState, id: string, hashOf: (sequence: number) => string): Integration {
  const task = known(state, id);
  const { spec, progress, epoch, doneBefore } = task;
  if (progress.stage !== 'submitted') throw new TypeError(`${id} is not submitted`);
  return {
    task: spec.id,
    epoch,
    attempt: task.failures + 1,
    phase: spec.phase ?? null,
    session: progress.by,
    commit: progress.commit,
    title: spec.title,
    files: [...spec.files],
    verify: [...spec.verify],
    helps: spec.helps ?? null,
    witness: hashOf(progress.order),
    limits: state.policy.changeLimits,
    checked: progress.checked,
    ...(doneBefore ? { doneBefore } : {}),
  };
}

function known(state: SwarmState, id: string): NonNullable<ReturnType<SwarmState['tasks']['get']>> {
  const task = state.tasks.get(taskId(id));
  if (!task) throw new TypeError(`there is no task ${id}`);
  return task;
}
