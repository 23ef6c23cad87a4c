import type { TaskRule } from '../rule.ts';
import { policyNumber } from '../manifestPolicy.ts';

/** A task that is expected to cost more than a task may is stopped before it is done. */
export const overTaskLimit: TaskRule = {
  id: 'phase/over-task-limit',
  scope: 'tasks',
  severity: 'warning',
  loose: 'off',
  summary: 'A task’s estimate is above what one task may cost.',
  check: ({ swarm, tasks }) => {
    const limit = policyNumber(swarm, 'resource_policy', 'max_cost_per_task');
    if (!limit) return [];
    return tasks.flatMap(({ task, document }) => {
      const { estimate, id } = task;
      if (estimate?.value.cost === undefined || estimate.value.cost <= limit.value) return [];
      const message = `${id.value} is estimated at $${estimate.value.cost}, and max_cost_per_task is $${limit.value}; split the task or raise the limit.`;
      return [{ file: document.path, range: estimate.range, message }];
    });
  },
};
