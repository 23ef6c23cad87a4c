import { mayMerge } from '../../domain/guard/mergeApproval.ts';
import { conflictBrief, keptAs } from '../../domain/task/conflict.ts';
import { taskId, type BlockerId } from '../../domain/task/ids.ts';
import type { Refusal } from '../../domain/task/refusal.ts';
import { relatedTasks } from '../../domain/task/relatedTasks.ts';
import type { SwarmState } from '../../domain/task/swarmState.ts';
import type { TaskState } from '../../domain/task/taskState.ts';
import { explain } from '../../domain/task/why.ts';
import type { SealedEntry } from '../../domain/witness/entry.ts';
import { viewBlocking } from './viewBlockers.ts';
import { toHex } from '../../domain/witness/primitives.ts';
import type { ClaimedTask, Integration, Problem, RelatedTask } from '../../protocol/verbs.ts';

/** A refusal as whoever asked is told it. */
export function toProblem(state: SwarmState, refusal: Refusal): Problem {
  const { reason, action } = explain(state, refusal);
  const hint = refusal.code === 'no-slot' ? { retryAfterMs: refusal.shortage.afterMs } : {};
  return { code: refusal.code, message: `${reason} ${action}`, ...hint };
}

/** What the claimant is told, from the entry that granted the claim. */
export function toClaimedTask(state: SwarmState, sealed: SealedEntry): ClaimedTask {
  const { event } = sealed.entry;
  if (event.type !== 'task.claimed') throw new TypeError(`entry ${sealed.entry.sequence} grants no claim`);
  const { spec, doneBefore, conflict: blocker, handOver } = known(state, event.task);
  const conflict = toldConflict(state, blocker);
  const { stallMinutes, timeoutHours } = state.policy.watchdog;
  return {
    task: spec.id,
    epoch: event.epoch,
    attempt: event.attempt,
    ...(event.agent === undefined ? {} : { agent: event.agent }),
    witness: toHex(sealed.hash),
    title: spec.title,
    brief: conflict ? `${spec.brief}\n\n${conflict.text}` : spec.brief,
    phase: spec.phase ?? null,
    model: event.route?.model ?? spec.model ?? null,
    files: [...spec.files],
    run: spec.run ?? null,
    verify: [...spec.verify],
    unblockNeeds: [...(spec.unblock?.capabilities ?? [])],
    helps: spec.helps ?? null,
    ...(doneBefore ? { doneBefore } : {}),
    ...(conflict ? { conflict } : {}),
    base: state.integration.head ?? null,
    limits: state.policy.changeLimits,
    watchdog: { stallMs: stallMinutes * 60_000, timeoutMs: timeoutHours * 3_600_000 },
    ...(handOver
      ? { handOver: { from: handOver.from, epoch: handOver.epoch, note: handOver.note?.sha256 ?? null } }
      : {}),
    blocking: viewBlocking(state, event.session),
  };
}

function toldConflict(state: SwarmState, id: BlockerId | undefined): ClaimedTask['conflict'] {
  const blocker = id === undefined ? undefined : state.blockers.get(id);
  if (!blocker?.conflict) return undefined;
  const { task, epoch, conflict } = blocker;
  return { ref: keptAs(task, epoch), files: [...conflict.files], text: conflictBrief(blocker, conflict) };
}

/** The merge queue's next tasks, as soon as the ledger keeps their submission, and the approval that a protected branch asks for: `durable` is the last sequence that it keeps. */
export function nextSubmitted(state: SwarmState, durable: number, most: number): readonly string[] {
  const next: string[] = [];
  for (const id of state.submitted) {
    if (next.length >= most) break;
    if (mayMerge(state, known(state, id), durable)) next.push(id);
  }
  return next;
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
    related: relatedTasks(state, task).map(toRelated),
    helps: spec.helps ?? null,
    witness: hashOf(progress.order),
    limits: state.policy.changeLimits,
    checked: progress.checked,
    ...(doneBefore ? { doneBefore } : {}),
  };
}

function toRelated({ spec, progress, epoch, failures }: TaskState): RelatedTask {
  const session = 'by' in progress ? progress.by : (spec.session ?? spec.id);
  const { id: task, phase = null, verify } = spec;
  return { task, epoch, attempt: failures + 1, phase, session, verify: [...verify] };
}

function known(state: SwarmState, id: string): NonNullable<ReturnType<SwarmState['tasks']['get']>> {
  const task = state.tasks.get(taskId(id));
  if (!task) throw new TypeError(`there is no task ${id}`);
  return task;
}
