import type { Generation, GeneratedDocument } from './subject.ts';
import { blockerFields, proofField } from './statusParts.ts';
import { countDone, phasesOf, nowOf, sessionNow, tasksOf } from './tasksOf.ts';
import { dollars, inline, list } from './words.ts';

/** MULTI-SESSION-STATUS.md: one part for each session. */
export function generateMultiSessionStatus(generation: Generation): readonly GeneratedDocument[] {
  const parts = generation.plan.sessions.flatMap((session) => {
    const tasks = tasksOf(generation, session);
    const { state, working, spent } = sessionNow(generation, session);
    const unfinished = tasks.filter((task) => nowOf(generation, task).status !== 'completed');
    const [phase] = phasesOf(unfinished);
    return [
      `## ${session.id}: ${inline(session.role)}`,
      `**Status:** ${state}`,
      `**Branch:** ${inline(session.branch)}`,
      ...(phase === undefined ? [] : [`**Phase:** ${phase}`]),
      `**Tasks:** ${countDone(generation, tasks)}`,
      `**Works on:** ${list(working)}`,
      ...(spent === undefined ? [] : [`**Spent:** ${dollars(spent)}`]),
      ...(session.budget === undefined ? [] : [`**Budget:** ${dollars(session.budget)}`]),
      ...proofField(generation, tasks),
      ...blockerFields(generation, tasks),
      '',
    ];
  });
  const body = [`# Sessions of ${inline(generation.plan.name)}`, '', ...parts];
  return [{ name: 'MULTI-SESSION-STATUS.md', kind: 'multi-session-status', body: body.join('\n') }];
}
