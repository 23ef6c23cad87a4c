import { documentStart } from '../range.ts';
import { findTaskIds } from '../taskText.ts';
import type { SessionSpec, TaskSpec } from '../../task/plan.ts';
import type { Generation, GeneratedDocument } from './subject.ts';
import { nowOf, plannedTasks, sessionNow, tasksOf } from './tasksOf.ts';
import { inline, list } from './words.ts';

const shown = 3;

/** AUTONOMOUS-NEXT-TASKS.md: what each session works on and takes next, so that nobody has to ask. */
export function generateNextTasks(generation: Generation): readonly GeneratedDocument[] {
  const body = [
    `# Next tasks of ${inline(generation.plan.name)}`,
    '',
    'The coordinator hands these out by itself; nobody has to look here to go on.',
    '',
    ...generation.plan.sessions.flatMap((session) => sessionPart(generation, session)),
  ];
  return [{ name: 'AUTONOMOUS-NEXT-TASKS.md', kind: 'next-tasks', body: body.join('\n') }];
}

function sessionPart(generation: Generation, session: SessionSpec): readonly string[] {
  const next = nextOf(generation, session);
  return [
    `## ${session.id}: ${inline(session.role)}`,
    '',
    `**Works on:** ${list(sessionNow(generation, session).working)}`,
    ...next.map((task) => `**Next:** **${task.id}${titleOf(task)}**`),
    ...(next.length === 0 ? ['Nothing is left to begin.'] : next.slice(0, 1).map((task) => waits(generation, task))),
    '',
  ];
}

/** A title that names other tasks is left out: our reader would take them for next ones, too. */
function titleOf(task: TaskSpec): string {
  const title = inline(task.title);
  return findTaskIds({ value: title, range: documentStart }).length === 0 ? ` - ${title}` : '';
}

/** Ready tasks first, then by urgency and phase, as far as the plan alone tells. */
function nextOf(generation: Generation, session: SessionSpec): readonly TaskSpec[] {
  const rank = (task: TaskSpec): number => (nowOf(generation, task).status === 'ready' ? 0 : 1);
  return tasksOf(generation, session)
    .filter((task) => ['ready', 'pending'].includes(nowOf(generation, task).status))
    .map((task, place) => ({ task, place }))
    .sort(
      (a, b) =>
        rank(a.task) - rank(b.task) ||
        phaseOf(a.task) - phaseOf(b.task) ||
        a.task.priority.localeCompare(b.task.priority, 'en') ||
        a.place - b.place,
    )
    .slice(0, shown)
    .map(({ task }) => task);
}

function waits(generation: Generation, task: TaskSpec): string {
  const planned = new Map(plannedTasks(generation).map((one) => [one.id, one]));
  const open = task.dependsOn.filter((id) => {
    const needed = planned.get(id);
    return needed && nowOf(generation, needed).status !== 'completed';
  });
  return open.length === 0 ? 'It waits for no other task.' : `It waits for ${open.join(', ')}.`;
}

function phaseOf({ phase }: TaskSpec): number {
  return phase ?? Number.MAX_SAFE_INTEGER;
}
