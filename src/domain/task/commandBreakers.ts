import { afterClaim, afterRelease, isShut, type Breaker } from '../governor/breaker.ts';
import { afterCommandFault, afterCommandWorked, commandName, type CommandFault } from '../governor/commandBreaker.ts';
import type { SwarmEvent } from './event.ts';
import { refreshReady } from './readiness.ts';
import type { SwarmState } from './swarmState.ts';
import { keyOfCommand } from './taskCommands.ts';
import type { TaskState } from './taskState.ts';

/** How a failure is recorded that a command is said to have caused: only when the task runs such a command at all. */
export function commandFailure(
  task: TaskState,
  said: { readonly command: string; readonly fault: CommandFault } | undefined,
): { readonly command?: { readonly name: string; readonly fault: CommandFault } } {
  if (!said) return {};
  const name = commandName(said.command);
  return task.commands.includes(name) ? { command: { name, fault: said.fault } } : {};
}

/** Folds what a fact says about the commands of its task; to be called before the task moves on. */
export function applyCommands(state: SwarmState, event: SwarmEvent, at: number): void {
  switch (event.type) {
    case 'task.claimed':
      changeAll(state, event.task, (breaker) => afterClaim(breaker, event.task));
      return;
    case 'task.released':
    case 'blocker.reported':
      changeAll(state, event.task, (breaker) => afterRelease(breaker, event.task));
      return;
    case 'task.failed': {
      const { task, command } = event;
      const threshold = state.policy.breakerThreshold;
      changeAll(state, task, (breaker, name) =>
        command?.name === name
          ? afterCommandFault(breaker, { task, fault: command.fault, at, threshold })
          : afterRelease(breaker, task),
      );
      return;
    }
    case 'task.submitted':
      if (event.checked) changeAll(state, event.task, (breaker) => afterCommandWorked(breaker, event.task));
      return;
    case 'task.completed':
      changeAll(state, event.task, (breaker) => afterCommandWorked(breaker, event.task));
      return;
    case 'breaker.revived':
      if (event.breaker.kind === 'command') refreshUsers(state, event.breaker.id);
      return;
    default:
  }
}

/** A command that never failed has no breaker, and one that works makes none. */
function changeAll(
  state: SwarmState,
  id: TaskState['spec']['id'],
  to: (breaker: Breaker, name: string) => Breaker,
): void {
  for (const name of state.tasks.get(id)?.commands ?? []) {
    const key = keyOfCommand(name);
    const before = state.breakers.get(key) ?? { state: 'closed', failures: [] };
    const after = to(before, name);
    if (after === before || (after.state === 'closed' && after.failures.length === 0 && !state.breakers.has(key)))
      continue;
    state.breakers.set(key, after);
    if (isShut(after) !== isShut(before)) refreshUsers(state, name);
  }
}

function refreshUsers(state: SwarmState, name: string): void {
  for (const task of state.tasks.values()) if (task.commands.includes(name)) refreshReady(state, task);
}
