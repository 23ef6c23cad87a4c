import type { SwarmEvent } from '../../../src/domain/task/event.ts';
import type { TaskSpec } from '../../../src/domain/task/plan.ts';
import type { Entry } from '../../../src/domain/witness/entry.ts';

const openMs = 300_000;

interface Seen {
  /** Tasks that it failed in, in the same manner, since it last worked. */
  fault: string;
  tasks: string[];
  openedAt: number | undefined;
  isTried: boolean;
  trial: string | undefined;
}

/** The rules of a command's breaker written down a second time: once it failed in one manner in several tasks, no task that runs it is claimed until it is time, then one alone. */
export function checkCommands(entries: readonly Entry[]): string | undefined {
  const walk = new CommandWalk();
  for (const { event, at, sequence } of entries) {
    const broken = walk.follow(event, at);
    if (broken !== undefined) return `entry ${sequence} (${event.type}): ${broken}`;
  }
  return undefined;
}

/** Follows the commands that tasks run. */
export class CommandWalk {
  readonly #tasks = new Map<string, readonly string[]>();
  readonly #commands = new Map<string, Seen>();
  #threshold = 3;

  follow(event: SwarmEvent, at: number): string | undefined {
    switch (event.type) {
      case 'swarm.opened':
      case 'policy.changed':
        this.#threshold = Math.max(2, event.policy.breakerThreshold);
        return undefined;
      case 'task.planned':
      case 'rescue.started':
      case 'recovery.started':
        this.#tasks.set(event.task.id, namesOf(event.task));
        return undefined;
      case 'task.claimed':
        return this.#of(event.task)
          .map((seen) => claim(seen, event.task))
          .find((broken) => broken !== undefined);
      case 'task.released':
      case 'blocker.reported':
        for (const seen of this.#of(event.task)) if (seen.trial === event.task) seen.trial = undefined;
        return undefined;
      case 'task.failed':
        return this.#fail(event, at);
      case 'task.submitted':
      case 'task.completed':
        if (event.type === 'task.completed' || event.checked)
          for (const seen of this.#of(event.task)) work(seen, event.task);
        return undefined;
      case 'breaker.revived': {
        if (event.breaker.kind !== 'command') return undefined;
        const seen = this.#seen(event.breaker.id);
        const isEarly = event.by === 'time' && (seen.openedAt === undefined || at < seen.openedAt + openMs);
        const isClosed = seen.openedAt === undefined && !seen.isTried;
        Object.assign(seen, { ...blank(), isTried: event.to === 'half-open' });
        if (isClosed) return 'nothing has opened it';
        return isEarly ? 'it is too early' : undefined;
      }
      default:
        return undefined;
    }
  }

  /** Whether a command of the task keeps it from being claimed. */
  keeps(task: string): boolean {
    return this.#of(task).some(
      ({ openedAt, isTried, trial }) => openedAt !== undefined || (isTried && trial !== undefined),
    );
  }

  #fail({ task, command }: Extract<SwarmEvent, { type: 'task.failed' }>, at: number): string | undefined {
    const names = this.#tasks.get(task) ?? [];
    if (command && !names.includes(command.name)) return `${task} does not run ${command.name}`;
    for (const name of names) {
      const seen = this.#seen(name);
      const wasTrial = seen.trial === task;
      if (wasTrial) seen.trial = undefined;
      if (command?.name !== name || seen.openedAt !== undefined || (seen.isTried && !wasTrial)) continue;
      if (seen.fault !== command.fault) seen.tasks = [];
      seen.fault = command.fault;
      seen.tasks = [...new Set([...seen.tasks, task])];
      if (wasTrial || seen.tasks.length >= this.#threshold) Object.assign(seen, { ...blank(), openedAt: at });
    }
    return undefined;
  }

  #of(task: string): readonly Seen[] {
    return (this.#tasks.get(task) ?? []).map((name) => this.#seen(name));
  }

  #seen(name: string): Seen {
    const known = this.#commands.get(name) ?? blank();
    this.#commands.set(name, known);
    return known;
  }
}

function claim(seen: Seen, task: string): string | undefined {
  if (seen.openedAt !== undefined) return 'a command of it does not work';
  if (!seen.isTried) return undefined;
  if (seen.trial !== undefined) return `a command of it is tried by ${seen.trial}`;
  seen.trial = task;
  return undefined;
}

function work(seen: Seen, task: string): void {
  if (seen.openedAt !== undefined || (seen.isTried && seen.trial !== task)) return;
  Object.assign(seen, blank());
}

function blank(): Seen {
  return { fault: '', tasks: [], openedAt: undefined, isTried: false, trial: undefined };
}

/** Commands of simulated plans are a program and one word, and now and then an option. */
function namesOf({ run, verify }: TaskSpec): readonly string[] {
  return [...(run === undefined ? [] : [run]), ...verify].map((command) => command.split(' ').slice(0, 2).join(' '));
}
