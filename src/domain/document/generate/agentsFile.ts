import type { Generation, GeneratedDocument } from './subject.ts';
import { sourcesOf, tasksOf } from './tasksOf.ts';
import { dollars, inline, list, table } from './words.ts';

/** agents.md: who works here, with what, on which branch, and the rules that hold for all of them. */
export function generateAgentsFile(generation: Generation): readonly GeneratedDocument[] {
  const { plan } = generation;
  const rows = plan.sessions.map((session) => [
    session.id,
    inline(session.role),
    inline(session.branch),
    list(Object.entries(session.agents).map(([tier, count]) => `${count} ${inline(tier)}`)),
    session.provider,
    list(session.capabilities.map(inline)),
    session.budget === undefined ? '–' : dollars(session.budget),
    list(sourcesOf(tasksOf(generation, session)).map(inline)),
  ]);
  const body = [
    `# Agents of ${inline(plan.name)}`,
    '',
    ...table(['Session', 'Role', 'Branch', 'Agents', 'Provider', 'Capabilities', 'Budget', 'Plan'], rows),
    '## Rules for every agent',
    '',
    '- Work only on what you have claimed, only in the worktree of your session.',
    '- A task is done when its verify commands exit with 0 in a clean checkout and its deliverables are committed.',
    '- Report a blocker as soon as you cannot go on; do not wait for anybody in silence and do not poll.',
    `- Nothing but the merge queue writes to ${inline(plan.integrationBranch)}.`,
    '- Stop at the budget: a person raises it or does not.',
    '',
  ];
  return [{ name: 'agents.md', kind: 'agents', body: body.join('\n') }];
}
