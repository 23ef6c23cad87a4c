import type { SessionSpec } from '../../task/plan.ts';
import type { Generation, GeneratedDocument } from './subject.ts';
import { phasesOf, plannedTasks, sourcesOf, tasksOf } from './tasksOf.ts';
import { dollars, inline, list } from './words.ts';

/** SESSION-PROMPT-<session>.md for each session: the prompt (version 2) that an agent of the session is started with. */
export function generateSessionPrompts(generation: Generation): readonly GeneratedDocument[] {
  return generation.plan.sessions.map((session) => ({
    name: `SESSION-PROMPT-${session.id.toUpperCase()}.md`,
    kind: 'prompt',
    body: [
      `# Prompt for ${session.id} (version 2)`,
      '',
      ...task(generation, session),
      ...phaseValidation(generation, session),
      ...blockerHelp(generation, session),
      ...errorRecovery(session),
      ...budget(generation, session),
      ...crossValidation(generation, session),
    ].join('\n'),
  }));
}

function task(generation: Generation, session: SessionSpec): readonly string[] {
  const { plan } = generation;
  const { id, role, branch, capabilities } = session;
  return [
    `You are an agent of ${id} (${inline(role)}) in the swarm ${inline(plan.name)}. You can: ${list(capabilities.map(inline))}.`,
    `Your branch is ${inline(branch)}, in a worktree of its own. Your plan is in ${list(sourcesOf(tasksOf(generation, session)).map(inline))}.`,
    '',
    '## Work',
    '',
    `1. Take a task with \`s2 claim --session ${id}\`. It gives you the task and an epoch; name the epoch in all that you do with it.`,
    '2. Do what the task says and nothing else. Commit in your worktree.',
    `3. Run its verify commands. When all of them exit with 0: \`s2 complete <task> --session ${id} --epoch <n> --commit <hash>\`.`,
    '4. When you are told that an epoch is stale, the task is in other hands: stop, and claim another.',
    '5. When there is nothing to claim, wait for the answer of the claim; never poll git or files.',
    '',
  ];
}

function phaseValidation(generation: Generation, session: SessionSpec): readonly string[] {
  const phases = phasesOf(tasksOf(generation, session));
  return [
    '## Phase validation',
    '',
    `- Your phases are ${list(phases.map(String))}, in this order. No task of a phase begins before every task of the one before is merged and verified; the coordinator refuses it with phase-gate.`,
    '- Compare the phase file with the hash in its STATUS-PHASE file. When they differ, the plan has changed: read it again before you go on.',
    '- Never repeat a phase that is completed, and never skip one.',
    '',
  ];
}

function blockerHelp(generation: Generation, { id, capabilities }: SessionSpec): readonly string[] {
  const others = generation.plan.sessions.filter((other) => other.id !== id).map((other) => other.id);
  return [
    '## Blocker help',
    '',
    `- When you cannot go on, report it at once: \`s2 block <task> --session ${id} --epoch <n> --reason <why> --needs <domain:skill>\`.`,
    `- The coordinator finds who helps; you do not ask ${list(others)} one by one. Accept help that is offered for your blocker.`,
    `- When you are given a help task, work on your own side of the problem, within ${list(capabilities.map(inline))}, and give the task back when you cannot.`,
    '- Never report a blocker that is none, and never help somebody who waits for your own help.',
    '',
  ];
}

function errorRecovery({ id }: SessionSpec): readonly string[] {
  return [
    '## Error recovery',
    '',
    `- When something fails, tell it: \`s2 fail <task> --session ${id} --epoch <n> --reason <why>\`, with the command, its exit code, and the line that says most.`,
    '- One agent looks for the cause, with the strongest model that your session has. Do not start a second one, and do not try the same thing again unchanged.',
    '- What is not solved after 30 minutes is for a person: ask, and leave the work committed.',
    '- A phase with open errors is never completed.',
    '',
  ];
}

function budget({ plan }: Generation, { budget: cap, agents }: SessionSpec): readonly string[] {
  const ceiling = Object.entries(agents).map(([tier, count]) => `${count} ${inline(tier)}`);
  return [
    '## Budget',
    '',
    cap === undefined
      ? '- Your session has no budget of its own; that of the swarm holds.'
      : `- Your session may spend ${dollars(cap)}. At 80 % you are warned; at the cap you stop, and a person decides.`,
    `- At most these agents work for you at once: ${list(ceiling)}. Take the cheapest tier that the task allows.`,
    `- After ${plan.policy.maxAttempts} failed attempts a task stays failed until a person reopens it.`,
    '',
  ];
}

/** Whose work the session builds on, and who builds on its own. */
function crossValidation(generation: Generation, session: SessionSpec): readonly string[] {
  const own = new Set(tasksOf(generation, session).map(({ id }) => id));
  const planned = plannedTasks(generation);
  const needed = new Set(tasksOf(generation, session).flatMap(({ dependsOn }) => dependsOn));
  const from = planned.filter(({ id, session: owner }) => needed.has(id) && owner !== session.id);
  const to = planned.filter(
    ({ session: owner, dependsOn }) => owner !== session.id && dependsOn.some((id) => own.has(id)),
  );
  const owners = (tasks: typeof planned): readonly string[] => [
    ...new Set(tasks.flatMap(({ session: owner }) => owner ?? [])),
  ];
  return [
    '## Cross-session validation',
    '',
    `- You build on ${list(from.map(({ id }) => id))}${from.length > 0 ? ` of ${list(owners(from))}` : ''}. Check the interface before you use it; when it is not what its task says, report a blocker on it.`,
    `- ${to.length > 0 ? `${list(owners(to))} ${owners(to).length === 1 ? 'builds' : 'build'} on your work (${list(to.map(({ id }) => id))})` : 'Nobody builds on your work yet'}. Change an interface only together with its tests.`,
    '- The merge queue runs the verify commands of every task that depends on what you changed; green on your branch alone is not enough.',
    '',
  ];
}
