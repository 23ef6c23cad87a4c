import type { Generation, GeneratedDocument } from './subject.ts';
import { nowOf, plannedTasks } from './tasksOf.ts';
import { inline, list, minute, table } from './words.ts';

/** BLOCKER-MATRIX.md: open blockers with who helps, and the unfinished tasks that others wait for. */
export function generateBlockerMatrix(generation: Generation): readonly GeneratedDocument[] {
  const blockers = generation.now?.blockers ?? [];
  const open = blockers.map(({ id, session, task, reason, needs, since, helpers }) => [
    id,
    session,
    task,
    inline(reason),
    list(needs.map(inline)),
    list(helpers),
    minute(since),
  ]);
  const body = [
    `# Blockers of ${inline(generation.plan.name)}`,
    '',
    ...(open.length === 0 ? ['Nobody is blocked.', ''] : []),
    ...table(['Blocker', 'Session', 'Blocks', 'Reason', 'Needs', 'Helped by', 'Since'], open),
    '## Waited for',
    '',
    ...waitedFor(generation),
  ];
  return [{ name: 'BLOCKER-MATRIX.md', kind: 'blockers', body: body.join('\n') }];
}

function waitedFor(generation: Generation): readonly string[] {
  const tasks = plannedTasks(generation).filter((task) => nowOf(generation, task).status !== 'completed');
  const rows = tasks.flatMap((task) => {
    const waiting = tasks.filter(({ dependsOn }) => dependsOn.includes(task.id)).map(({ id }) => id);
    return waiting.length === 0 ? [] : [[task.id, task.session ?? '–', nowOf(generation, task).status, list(waiting)]];
  });
  return rows.length === 0 ? ['No task waits for another.', ''] : table(['Waited for', 'Owner', 'State', 'By'], rows);
}
