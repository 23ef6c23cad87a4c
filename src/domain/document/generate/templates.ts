import type { SessionSpec } from '../../task/plan.ts';
import { inline } from './words.ts';

/** A new file for a person to fill in; it is never written again. */
export interface Template {
  readonly name: string;
  readonly text: string;
}

/** A phase file in canonical form with one task that a person completes. */
export function phaseTemplate(session: SessionSpec, phase: number): Template {
  const label = session.id.replace(/^session-/, '');
  const [capability] = session.capabilities;
  const [tier = 'sonnet'] = Object.keys(session.agents);
  const model = `${tier.charAt(0).toUpperCase()}${tier.slice(1)}`;
  const text = [
    `# Session ${label} (${inline(session.role)}) - Phase ${phase}`,
    '',
    `## Task 1: Name what there will be when it is done (${model})`,
    'Say what to do and how somebody sees that it is right.',
    '- **File:** path/of/the/deliverable.md',
    ...(capability === undefined ? [] : [`- **Capabilities:** ${capability}`]),
    '- **Priority:** P2',
    '- **Estimated:** 1 hour, $1',
    '- **Run:** `npm run build`',
    '- **Verify:** `npm test`',
    '',
    `**Completion:** commit, STATUS-PHASE-${phase}.md, next phase`,
    '',
  ].join('\n');
  return { name: `INSTRUCTIONS-SESSION-${label.toUpperCase()}-PHASE-${phase}.md`, text };
}

/** A mission: what a swarm is for, before there are phases. */
export function missionTemplate(swarm: string): Template {
  const text = [
    `# Mission of ${inline(swarm)}`,
    '',
    '## Goal',
    'One paragraph: what is there when the swarm has finished, and for whom.',
    '',
    '## What counts as done',
    '- A command that exits with 0, or a page that somebody can look at.',
    '',
    '## Limits',
    '- Budget, time, and what must not be changed.',
    '',
    '## Sessions',
    '- One line for each: its role, what it can do, and what it needs of the others.',
    '',
    '## Phases',
    '- One line for each: what it adds, and how it is checked before the next one begins.',
    '',
  ].join('\n');
  return { name: 'MISSION.md', text };
}
