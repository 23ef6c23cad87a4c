import type { Generation, GeneratedDocument } from './subject.ts';
import { blockerFields, proofField } from './statusParts.ts';
import { countDone, plannedTasks, sessionNow, stateOfTasks, tasksOf } from './tasksOf.ts';
import { dollars, inline, list, table } from './words.ts';

/** STATUS.md: how the swarm as a whole stands, and each of its sessions. */
export function generateStatus(generation: Generation): readonly GeneratedDocument[] {
  const { plan } = generation;
  const tasks = plannedTasks(generation);
  const rows = plan.sessions.map((session) => {
    const { state, working, spent } = sessionNow(generation, session);
    return [
      session.id,
      inline(session.role),
      state,
      countDone(generation, tasksOf(generation, session)),
      list(working),
      spent === undefined ? '–' : dollars(spent),
      session.budget === undefined ? '–' : dollars(session.budget),
    ];
  });
  const body = [
    `# Status of ${inline(plan.name)}`,
    '',
    `**Status:** ${stateOfTasks(generation, tasks)}`,
    `**Integration branch:** ${inline(plan.integrationBranch)}`,
    `**Tasks:** ${countDone(generation, tasks)}`,
    ...proofField(generation, tasks),
    ...blockerFields(generation, tasks),
    '',
    ...table(['Session', 'Role', 'State', 'Completed', 'Works on', 'Spent', 'Budget'], rows),
  ];
  return [{ name: 'STATUS.md', kind: 'status', body: body.join('\n') }];
}
