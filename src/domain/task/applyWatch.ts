import type { SwarmEvent } from './event.ts';
import type { SwarmState } from './swarmState.ts';
import { planTask, taskOf } from './taskIndexes.ts';

/** Folds what a fact means for ladders, hand-overs and the recovery of errors; to be called before the task that it is about moves on. */
export function applyWatch(state: SwarmState, event: SwarmEvent, at: number): void {
  switch (event.type) {
    case 'task.stalled': {
      const task = taskOf(state, event.task);
      task.ladder = [...task.ladder, { rung: event.rung, epoch: event.epoch }];
      return;
    }
    case 'task.released': {
      const task = taskOf(state, event.task);
      const { progress, epoch } = task;
      if (event.reason === 'stalled' && progress.stage === 'claimed')
        task.handOver = { from: progress.by, epoch, note: event.note };
      return;
    }
    case 'blocker.cleared': {
      const on = state.blockers.get(event.blocker)?.task;
      const task = on === undefined ? undefined : state.tasks.get(on);
      if (task?.ladder.some(({ rung }) => rung === 'parked')) task.ladder = [];
      return;
    }
    case 'task.reopened': {
      const task = taskOf(state, event.task);
      Object.assign(task, { ladder: [], handOver: undefined });
      task.recovery = event.mended && task.recovery ? { ...task.recovery, mended: true } : undefined;
      return;
    }
    case 'task.completed':
      state.debugging.delete(event.task);
      Object.assign(taskOf(state, event.task), { ladder: [], handOver: undefined, recovery: undefined });
      return;
    case 'task.withdrawn':
      state.debugging.delete(event.task);
      return;
    case 'recovery.started':
      planTask(state, event.task, at);
      state.debugging.add(event.task.id);
      startRecovery(state, event);
      return;
    case 'recovery.escalated': {
      const task = taskOf(state, event.error);
      if (task.recovery) task.recovery = { ...task.recovery, escalated: true };
      return;
    }
    default:
  }
}

function startRecovery(
  state: SwarmState,
  { error, helper, task }: Extract<SwarmEvent, { type: 'recovery.started' }>,
): void {
  const failed = taskOf(state, error);
  const { asked = [], escalated = false } = failed.recovery ?? {};
  failed.recovery = { debug: task.id, asked: [...asked, helper], escalated, mended: false };
}
