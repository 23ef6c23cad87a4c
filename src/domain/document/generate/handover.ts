import type { SessionSpec } from '../../task/plan.ts';
import type { Generation, GeneratedDocument } from './subject.ts';
import { blockersOn, lastMerge, nowOf, sessionNow, sourcesOf, tasksOf } from './tasksOf.ts';
import { inline, list, minute } from './words.ts';

/** SESSION-HANDOVER-<session>.md for each session: what another agent has to know to go on. */
export function generateHandovers(generation: Generation): readonly GeneratedDocument[] {
  return generation.plan.sessions.map((session) => ({
    name: `SESSION-HANDOVER-${session.id.toUpperCase()}.md`,
    kind: 'handover',
    body: handover(generation, session).join('\n'),
  }));
}

function handover(generation: Generation, session: SessionSpec): readonly string[] {
  const tasks = tasksOf(generation, session);
  const { state, working } = sessionNow(generation, session);
  const open = tasks.filter((task) => nowOf(generation, task).status !== 'completed');
  const done = tasks.filter((task) => nowOf(generation, task).status === 'completed');
  const blockers = tasks.flatMap((task) => blockersOn(generation, task));
  return [
    `# Handover of ${session.id}: ${inline(session.role)}`,
    '',
    `**State:** ${state}`,
    `**Branch:** ${inline(session.branch)}`,
    `**Last merge:** ${lastMerge(generation, tasks) ?? '–'}`,
    `**Works on:** ${list(working)}`,
    `**Plan:** ${list(sourcesOf(tasks).map(inline))}`,
    '',
    '## Done',
    '',
    ...orNothing(
      done.map((task) => {
        const { completedAt } = nowOf(generation, task);
        return `- ${task.id}: ${inline(task.title)}${completedAt === undefined ? '' : `, ${minute(completedAt)}`}`;
      }),
    ),
    '',
    '## Left to do',
    '',
    ...orNothing(
      open.map((task) => {
        const { status, lastFailure } = nowOf(generation, task);
        const failure = lastFailure === undefined ? '' : `; last failure: ${inline(lastFailure)}`;
        return `- ${task.id}: ${inline(task.title)} (${status}${failure})`;
      }),
    ),
    '',
    '## Blocked by',
    '',
    ...orNothing(blockers.map(({ id, task, reason }) => `- ${id} on ${task}: ${inline(reason)}`)),
    '',
  ];
}

function orNothing(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? ['Nothing.'] : lines;
}
