import { isShut } from '../governor/breaker.ts';
import { commandName } from '../governor/commandBreaker.ts';
import type { BreakerName } from './event.ts';
import type { TaskSpec } from './plan.ts';
import type { SwarmState } from './swarmState.ts';
import type { TaskState } from './taskState.ts';

/** What a task runs, by the names that commands are counted under. */
export function commandsOf({ run, verify }: Pick<TaskSpec, 'run' | 'verify'>): readonly string[] {
  return [...new Set([...(run === undefined ? [] : [run]), ...verify].map(commandName))];
}

/** The breaker of a command that keeps a task waiting; undefined when none does. */
export function shutCommand(state: SwarmState, task: TaskState): BreakerName | undefined {
  const id = task.commands.find((name) => isShut(state.breakers.get(keyOfCommand(name))));
  return id === undefined ? undefined : { kind: 'command', id };
}

/** Where the breaker of a command stands among all breakers. */
export function keyOfCommand(name: string): string {
  return `command/${name}`;
}
