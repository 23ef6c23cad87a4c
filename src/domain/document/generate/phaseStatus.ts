import type { SessionSpec, TaskSpec } from '../../task/plan.ts';
import type { Generation, GeneratedDocument } from './subject.ts';
import { blockerFields, proofField } from './statusParts.ts';
import { countDone, nowOf, phasesOf, plannedTasks, sourcesOf, stateOfTasks, tasksOf } from './tasksOf.ts';
import { inline, minute, shownStatus, table } from './words.ts';

/**
 * STATUS-PHASE-n.md for each phase: the phase files with the SHA-256 of what they said, the commit that the phase reached, and every task.
 * `status/phase-hash-mismatch` compares the hashes with the files.
 */
export function generatePhaseStatus(generation: Generation): readonly GeneratedDocument[] {
  const planned = plannedTasks(generation);
  return phasesOf(planned).map((phase) => {
    const tasks = planned.filter((task) => task.phase === phase);
    const body = [
      `# Phase ${phase} of ${inline(generation.plan.name)}`,
      '',
      `**Status:** ${stateOfTasks(generation, tasks)}`,
      `**Tasks:** ${countDone(generation, tasks)}`,
      ...proofField(generation, tasks),
      ...blockerFields(generation, tasks),
      '',
      ...generation.plan.sessions.flatMap((session) => sessionPart(generation, session, phase)),
    ];
    return { name: `STATUS-PHASE-${phase}.md`, kind: 'phase-status', body: body.join('\n') };
  });
}

function sessionPart(generation: Generation, session: SessionSpec, phase: number): readonly string[] {
  const tasks = tasksOf(generation, session).filter((task) => task.phase === phase);
  if (tasks.length === 0) return [];
  return [
    `## ${session.id}: ${inline(session.role)}`,
    '',
    ...sourcesOf(tasks).flatMap((file) => fileFields(generation, file)),
    `**Branch:** ${inline(session.branch)}`,
    ...proofField(generation, tasks).map((line) => line.replace('Commit', 'Phase commit')),
    '',
    ...taskTable(generation, tasks),
  ];
}

function fileFields({ hashes }: Generation, file: string): readonly string[] {
  const hash = hashes.get(file);
  return hash === undefined ? [] : [`**Phase file:** ${inline(file)}`, `**Phase hash:** ${hash}`];
}

function taskTable(generation: Generation, tasks: readonly TaskSpec[]): readonly string[] {
  const rows = tasks.map((task) => {
    const { status, owner, merge, completedAt } = nowOf(generation, task);
    return [
      task.id,
      inline(task.title),
      shownStatus(status),
      owner ?? '–',
      merge?.slice(0, 12) ?? '–',
      completedAt === undefined ? '–' : minute(completedAt),
    ];
  });
  return table(['ID', 'Task', 'Status', 'Owner', 'Commit', 'Completed'], rows);
}
