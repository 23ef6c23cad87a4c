import type { SwarmEvent } from '../../../src/domain/task/event.ts';
import type { SessionSpec, TaskSpec } from '../../../src/domain/task/plan.ts';

/** A task that somebody holds or has handed in, as the ledger tells it. */
export interface InHands {
  readonly spec: TaskSpec;
  readonly by: string | undefined;
  readonly agent: string | undefined;
  readonly stage: string;
  /** It was in work with others when its runner died, and has come to nothing since. */
  readonly suspect: boolean;
}

/**
 * The rules of a session's agents, written down a second time: each claim is of one agent of the plan that has nothing else to do, and of the tier whose model it is
 * given; nobody works at what writes the same file; and what may have killed a runner is worked on alone.
 */
export function checkAgent(
  { spec: wanted, suspect }: Pick<InHands, 'spec' | 'suspect'>,
  session: SessionSpec,
  { agent, route }: Extract<SwarmEvent, { type: 'task.claimed' }>,
  others: readonly InHands[],
): string | undefined {
  const held = others.filter(({ stage, by }) => stage === 'held' && by === session.id);
  const alone = held.find((other) => suspect || (other.suspect && other.spec.session === session.id));
  if (alone) return `${alone.spec.id} is in work, and one of them may have killed the runner`;
  const clash = findClash(wanted, others);
  if (clash !== undefined) return `${clash}, which writes the same file, is in work`;
  const tiers = Object.entries(session.agents);
  if (tiers.length === 0) return agent === undefined ? undefined : `${session.id} names no agents, and ${agent} claims`;
  const names = tiers.flatMap(([tier, count]) => Array.from({ length: count }, (_, at) => `${tier}-${at + 1}`));
  if (agent === undefined || !names.includes(agent)) return `${session.id} has ${names.join()}, and ${agent} claims`;
  if (held.some((other) => other.agent === agent)) return `${agent} of ${session.id} has a task already`;
  const isOwn = route !== undefined && Object.hasOwn(session.agents, route.model);
  return isOwn && !agent.startsWith(`${route.model}-`) ? `${agent} is given to ${route.model}` : undefined;
}

/** The task of the same plan in somebody's hands that writes a file of this one. */
export function findClash(wanted: TaskSpec, others: readonly InHands[]): string | undefined {
  if (wanted.session === undefined) return undefined;
  const clash = others.find(
    ({ spec }) =>
      spec.id !== wanted.id &&
      spec.session === wanted.session &&
      spec.files.some((file) => wanted.files.some((mine) => meet(file, mine))),
  );
  return clash?.spec.id;
}

/** What the globs of simulated plans match of the paths in them. */
const matched: Readonly<Record<string, readonly string[]>> = {
  'docs/**': ['docs/a.md', 'docs/b.md'],
  'docs/*.md': ['docs/a.md', 'docs/b.md'],
  '*/a.md': ['docs/a.md'],
};

function meet(file: string, other: string): boolean {
  const paths = matched[other] ?? [other];
  return (matched[file] ?? [file]).some((path) => paths.includes(path));
}
