import { sessionId } from '../../../src/domain/task/ids.ts';
import type { SwarmEvent } from '../../../src/domain/task/event.ts';
import type { Policy, SessionSpec, TaskSpec } from '../../../src/domain/task/plan.ts';
import type { Entry } from '../../../src/domain/witness/entry.ts';

type Conflict = Extract<SwarmEvent, { type: 'merge.conflicted' }>;

/** Whoever was to solve it has left. */
const nobody = sessionId('');

interface Known {
  spec: TaskSpec;
  /** The submission that waits, or the failure that has just ended it. */
  submitted: { readonly commit: string; readonly by: string; readonly epoch: number } | undefined;
  holder: string;
  conflict: Conflict | undefined;
}

/**
 * The rules of conflicts written down a second time and read against the ledger alone: a conflict follows on the failure of the very
 * submission that it names, both sides are what the ledger says they are, whoever is to solve it can, and nobody else takes the task
 * until it is over. Gives the first entry that breaks one.
 */
export function checkConflicts(entries: readonly Entry[]): string | undefined {
  const walk = new ConflictWalk();
  for (const [at, { sequence, event }] of entries.entries()) {
    const broken = walk.follow(event, entries[at - 1]?.event);
    if (broken !== undefined) return `entry ${sequence} (${event.type}): ${broken}`;
  }
  return walk.end();
}

class ConflictWalk {
  readonly #tasks = new Map<string, Known>();
  readonly #sessions = new Map<string, SessionSpec>();
  readonly #gone = new Set<string>();
  readonly #merges = new Map<string, { readonly task: string; readonly by: string }>();
  #policy: Policy | undefined;

  follow(event: SwarmEvent, before: SwarmEvent | undefined): string | undefined {
    switch (event.type) {
      case 'swarm.opened':
        this.#policy = event.policy;
        return undefined;
      case 'session.planned':
        this.#sessions.set(event.session.id, event.session);
        this.#gone.delete(event.session.id);
        return undefined;
      case 'session.withdrawn':
        this.#gone.add(event.session);
        for (const task of this.#tasks.values())
          if (task.conflict?.solver === event.session) task.conflict = { ...task.conflict, solver: nobody };
        return undefined;
      case 'task.planned':
      case 'rescue.started':
      case 'recovery.started':
        this.#tasks.set(event.task.id, { spec: event.task, submitted: undefined, holder: '', conflict: undefined });
        return undefined;
      case 'task.claimed':
        return this.#claim(event);
      case 'task.submitted': {
        const task = this.#tasks.get(event.task);
        if (task) task.submitted = { commit: event.commit, by: task.holder, epoch: event.epoch };
        return undefined;
      }
      case 'task.completed': {
        const task = this.#tasks.get(event.task);
        this.#merges.set(event.merge, { task: event.task, by: task?.holder ?? '' });
        return undefined;
      }
      case 'task.reopened':
        for (const [merge, { task }] of this.#merges) if (task === event.task) this.#merges.delete(merge);
        return undefined;
      case 'merge.conflicted':
        return this.#conflict(event, before);
      case 'blocker.cleared':
        for (const task of this.#tasks.values())
          if (task.conflict?.blocker === event.blocker) task.conflict = undefined;
        return undefined;
      default:
        return undefined;
    }
  }

  /** No conflict outlives the merge of its task. */
  end(): string | undefined {
    for (const { task } of this.#merges.values()) {
      const left = this.#tasks.get(task)?.conflict;
      if (left) return `end: ${left.blocker} is open, and ${task} is merged`;
    }
    return undefined;
  }

  #claim(event: Extract<SwarmEvent, { type: 'task.claimed' }>): string | undefined {
    const task = this.#tasks.get(event.task);
    if (!task) return 'the task is not there';
    task.holder = event.session;
    task.submitted = undefined;
    const solver = task.conflict?.solver;
    if (solver === undefined || solver === nobody || solver === event.session) return undefined;
    return `${solver} is to merge its two sides`;
  }

  #conflict(event: Conflict, before: SwarmEvent | undefined): string | undefined {
    const task = this.#tasks.get(event.task);
    if (before?.type !== 'task.failed' || before.task !== event.task || before.epoch !== event.epoch)
      return 'no failure of that attempt comes before it';
    if (task?.submitted?.commit !== event.commit || task.submitted.by !== event.session)
      return 'that is not what was submitted';
    for (const { commit, task: other, session } of event.others) {
      const merge = this.#merges.get(commit);
      if (merge?.task !== other || merge?.by !== session) return `${commit} is the merge of ${merge?.task}`;
    }
    task.conflict = event;
    return this.#solver(task, event);
  }

  #solver({ spec }: Known, { solver, session, others }: Conflict): string | undefined {
    if (solver === undefined) return undefined;
    if (spec.idle || spec.helps || spec.debugs) return 'nobody else takes spare-time work or help';
    if (this.#gone.has(solver)) return `${solver} has left`;
    if (solver === session) return undefined;
    if (others.every((other) => other.session !== solver)) return `${solver} is on neither side`;
    if (this.#sessions.get(solver)?.provider === 'command') return `${solver} runs commands`;
    const have = this.#sessions.get(solver)?.capabilities ?? [];
    const share = spec.capabilities.filter((need) => have.includes(need)).length / (spec.capabilities.length || 1);
    if (spec.capabilities.length > 0 && share < (this.#policy?.minCapabilityMatch ?? 0))
      return `${solver} is not capable of it`;
    return undefined;
  }
}
