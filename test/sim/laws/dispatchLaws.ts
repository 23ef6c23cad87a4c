import type { SwarmEvent } from '../../../src/domain/task/event.ts';
import type { Policy, SessionSpec, TaskSpec } from '../../../src/domain/task/plan.ts';

/** What the rules of dispatch look at, as the ledger tells it. */
export interface Scene {
  readonly tasks: readonly {
    readonly spec: TaskSpec;
    /** Too much waits for a person's approval for it to begin. */
    readonly isHeld: boolean;
    /** A conflict that is its owner's to solve. */
    readonly isKept: boolean;
    readonly plannedAt: number;
    readonly isReady: boolean;
    readonly isOver: boolean;
  }[];
  readonly policy: Policy;
}

/**
 * The rules of spare time and of taking over, written down a second time: nothing is begun for spare time while something has to
 * be done, and a session with an empty queue takes only the least urgent task of a queue of more than five.
 */
export function checkDispatch(
  scene: Scene,
  session: SessionSpec,
  event: Extract<SwarmEvent, { type: 'task.claimed' }>,
): string | undefined {
  const wanted = scene.tasks.find(({ spec }) => spec.id === event.task);
  if (!wanted) return 'the task is not there';
  const { spec } = wanted;
  if (!isAble(session, spec, scene.policy)) return `${session.id} is not capable of it`;
  const stolenFrom = spec.session === undefined || spec.session === session.id ? undefined : spec.session;
  if (event.stolenFrom !== stolenFrom)
    return `it says that it is taken from ${event.stolenFrom}, but it is ${stolenFrom}`;
  if (spec.idle) return checkSpareTime(scene, session, stolenFrom);
  return stolenFrom === undefined ? undefined : checkTheft(scene, session, wanted, stolenFrom);
}

function checkSpareTime({ tasks, policy }: Scene, session: SessionSpec, owner: string | undefined): string | undefined {
  if (owner !== undefined) return `it is the spare time of ${owner}`;
  const due = tasks.find(
    ({ spec, isReady, isHeld }) =>
      isReady && !isHeld && !spec.idle && (spec.session ?? session.id) === session.id && isAble(session, spec, policy),
  );
  if (due && costsNothing(session)) return `${due.spec.id} has to be done by ${session.id}, which spends its time`;
  return tasks.every(({ spec, isOver }) => isOver || spec.idle) ? 'all is done, and spare time begins' : undefined;
}

function checkTheft(
  { tasks, policy }: Scene,
  session: SessionSpec,
  wanted: Scene['tasks'][number],
  owner: string,
): string | undefined {
  const queueOf = (id: string) => tasks.filter(({ spec, isReady }) => isReady && !spec.idle && spec.session === id);
  if (queueOf(session.id).length > 0) return `${session.id} has a queue of its own`;
  if (queueOf(owner).length <= 5) return `${owner} has only ${queueOf(owner).length} queued`;
  if (wanted.spec.helps !== undefined || wanted.spec.debugs !== undefined) return `it is help that ${owner} gives`;
  if (wanted.isKept) return `it is a conflict that ${owner} solves`;
  const offered = tasks.filter(
    ({ spec, isReady, isKept, isHeld }) =>
      isReady &&
      !isKept &&
      !isHeld &&
      !spec.idle &&
      !spec.helps &&
      !spec.debugs &&
      spec.session &&
      queueOf(spec.session).length > 5 &&
      isAble(session, spec, policy),
  );
  const later = offered.find((other) => dueAt(other) > dueAt(wanted));
  return later && costsNothing(session) ? `${later.spec.id} is less urgent` : undefined;
}

/** A session that pays may be kept from what is due by a cap, which the laws of money know. */
function costsNothing({ provider }: SessionSpec): boolean {
  return provider === 'command';
}

function dueAt({ spec, plannedAt }: Scene['tasks'][number]): number {
  return plannedAt + ['P0', 'P1', 'P2', 'P3'].indexOf(spec.priority) * 1_800_000;
}

/** Plain names only: the simulated plans know no wildcards. */
function isAble(session: SessionSpec, { capabilities }: TaskSpec, policy: Policy): boolean {
  const had = capabilities.filter((needed) => session.capabilities.includes(needed)).length;
  return capabilities.length === 0 || had / capabilities.length >= policy.minCapabilityMatch;
}
