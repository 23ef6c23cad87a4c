import { writeEstimate } from '../canonicalTask.ts';
import type { TaskSpec } from '../../task/plan.ts';
import type { Generation, GeneratedDocument } from './subject.ts';
import { blockersOn, nowOf, plannedTasks } from './tasksOf.ts';
import { inline, list, shownStatus, table } from './words.ts';

const columns = ['ID', 'Task', 'Status', 'Owner', 'Dependencies', 'Phase', 'Priority', 'Estimate', 'Model'];

/** TASK-BOARD.md: every planned task with its status and owner, and what may be done in spare time. */
export function generateTaskBoard(generation: Generation): readonly GeneratedDocument[] {
  const spare = generation.plan.tasks.filter(({ idle }) => idle);
  const body = [
    `# Task board of ${inline(generation.plan.name)}`,
    '',
    ...table(
      columns,
      plannedTasks(generation).map((task) => row(generation, task)),
    ),
    ...(spare.length > 0 ? ['## Spare time', '', ...spare.map((task) => spareLine(generation, task)), ''] : []),
  ];
  return [{ name: 'TASK-BOARD.md', kind: 'board', body: body.join('\n') }];
}

function row(generation: Generation, task: TaskSpec): readonly string[] {
  const { status, owner } = nowOf(generation, task);
  const isBlocked = (status === 'pending' || status === 'ready') && blockersOn(generation, task).length > 0;
  return [
    task.id,
    inline(task.title),
    isBlocked ? '🔴 BLOCKED' : shownStatus(status),
    owner ?? task.session ?? '–',
    list(task.dependsOn),
    task.phase === undefined ? '–' : String(task.phase),
    task.priority,
    writeEstimate(task.estimate) || '–',
    task.model ?? '–',
  ];
}

function spareLine(generation: Generation, task: TaskSpec): string {
  return `- ${task.id}: ${inline(task.title)} (${task.session ?? 'anybody'}, ${nowOf(generation, task).status})`;
}
