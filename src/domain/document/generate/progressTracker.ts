import type { TaskSpec } from '../../task/plan.ts';
import type { Generation, GeneratedDocument } from './subject.ts';
import { nowOf, plannedTasks } from './tasksOf.ts';
import { inline, minute, table } from './words.ts';

/** INTEGRATION-PROGRESS-TRACKER.md: what has reached the integration branch, oldest first, and what went wrong. */
export function generateProgressTracker(generation: Generation): readonly GeneratedDocument[] {
  const tasks = plannedTasks(generation);
  const merged = tasks
    .filter((task) => nowOf(generation, task).completedAt !== undefined)
    .sort((a, b) => timeOf(generation, a) - timeOf(generation, b) || Number(a.id > b.id) - Number(a.id < b.id));
  const failed = tasks.filter((task) => nowOf(generation, task).failures > 0);
  const share = tasks.length === 0 ? 0 : Math.floor((100 * merged.length) / tasks.length);
  const body = [
    `# Integration progress of ${inline(generation.plan.name)}`,
    '',
    `**Integration branch:** ${inline(generation.plan.integrationBranch)}`,
    `**Progress:** ${merged.length} of ${tasks.length} tasks merged (${share} %)`,
    '',
    ...table(
      ['Merged', 'ID', 'Work', 'Session', 'Commit'],
      merged.map((task) => {
        const { owner, merge } = nowOf(generation, task);
        return [
          minute(timeOf(generation, task)),
          task.id,
          inline(task.title),
          owner ?? '–',
          merge?.slice(0, 12) ?? '–',
        ];
      }),
    ),
    ...(failed.length > 0 ? ['## Failed attempts', ''] : []),
    ...table(
      ['ID', 'Attempts', 'Last failure'],
      failed.map((task) => {
        const { failures, lastFailure } = nowOf(generation, task);
        return [task.id, String(failures), inline(lastFailure ?? '–')];
      }),
    ),
  ];
  return [{ name: 'INTEGRATION-PROGRESS-TRACKER.md', kind: 'progress', body: body.join('\n') }];
}

function timeOf(generation: Generation, task: TaskSpec): number {
  return nowOf(generation, task).completedAt ?? 0;
}
