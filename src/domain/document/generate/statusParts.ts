import type { TaskSpec } from '../../task/plan.ts';
import type { Generation } from './subject.ts';
import { blockersOn, lastMerge, stateOfTasks } from './tasksOf.ts';
import { inline } from './words.ts';

/** What shows that tasks are done: the last commit that brought one of them into the integration branch. */
export function proofField(generation: Generation, tasks: readonly TaskSpec[]): readonly string[] {
  const merge = lastMerge(generation, tasks);
  return merge === undefined ? [] : [`**Commit:** ${merge}`];
}

/** Why nothing goes on, and on whom that depends; nothing unless the tasks are blocked. */
export function blockerFields(generation: Generation, tasks: readonly TaskSpec[]): readonly string[] {
  if (stateOfTasks(generation, tasks) !== 'blocked') return [];
  const blockers = tasks.flatMap((task) => blockersOn(generation, task));
  const helpers = [...new Set(blockers.flatMap((blocker) => blocker.helpers))];
  const whom = helpers.length > 0 ? helpers.join(', ') : 'a person';
  return [
    `**Blocked on:** ${whom}`,
    `**Reason:** ${blockers.map(({ task, reason }) => `${task}: ${inline(reason)}`).join('; ')}`,
  ];
}
