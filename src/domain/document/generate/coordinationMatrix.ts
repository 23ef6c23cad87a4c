import type { SessionSpec } from '../../task/plan.ts';
import type { Generation, GeneratedDocument } from './subject.ts';
import { countDone, phasesOf, plannedTasks, tasksOf } from './tasksOf.ts';
import { inline, list, table } from './words.ts';

/** COORDINATION-MATRIX.md: how far each session is in each phase, and which sessions wait for which. */
export function generateCoordinationMatrix(generation: Generation): readonly GeneratedDocument[] {
  const { plan } = generation;
  const phases = phasesOf(plannedTasks(generation));
  const progress = plan.sessions.map((session) => [
    session.id,
    inline(session.branch),
    ...phases.map((phase) => {
      const tasks = tasksOf(generation, session).filter((task) => task.phase === phase);
      return tasks.length === 0 ? '–' : countDone(generation, tasks);
    }),
  ]);
  const waits = plan.sessions.map((session) => [
    session.id,
    ...plan.sessions.map((other) => list(between(generation, session, other))),
  ]);
  const body = [
    `# Coordination matrix of ${inline(plan.name)}`,
    '',
    '## Progress',
    '',
    ...table(['Session', 'Branch', ...phases.map((phase) => `Phase ${phase}`)], progress),
    '## Who builds on whom',
    '',
    'A row names what its session needs of the session above the column.',
    '',
    ...table(['Session', ...plan.sessions.map(({ id }) => id)], waits),
  ];
  return [{ name: 'COORDINATION-MATRIX.md', kind: 'matrix', body: body.join('\n') }];
}

/** The tasks of `other` that tasks of `session` depend on. */
function between(generation: Generation, session: SessionSpec, other: SessionSpec): readonly string[] {
  if (session.id === other.id) return [];
  const theirs = new Set(tasksOf(generation, other).map(({ id }) => id));
  const needed = tasksOf(generation, session).flatMap(({ dependsOn }) => dependsOn.filter((id) => theirs.has(id)));
  return [...new Set(needed)];
}
