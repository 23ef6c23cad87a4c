import type { GuardPolicy } from '../../../src/domain/guard/guardPolicy.ts';
import { sessionId, taskId } from '../../../src/domain/task/ids.ts';
import { money } from '../../../src/domain/governor/money.ts';
import {
  defaultPolicy,
  relations,
  type Policy,
  type SessionSpec,
  type SwarmPlan,
  type TaskSpec,
} from '../../../src/domain/task/plan.ts';
import { aPlan, aSession, aTask } from '../../support/plans.ts';
import type { Random } from '../../support/random.ts';

const commands = [['npm test'], ['npm test -- --all'], ['make check'], ['npm test', 'make check']];
const capabilities = ['docs:writing', 'code:parser', 'security:signing'];

/** A small plan without deadlocks: tasks are ordered by rank (`source.line`), and wait only for tasks before them. */
export function randomPlan(random: Random): SwarmPlan {
  const sessions: SessionSpec[] = Array.from({ length: 2 + random.below(2) }, (_, at) =>
    randomSession(random, `session-${at + 1}`),
  );
  // Now and then one session has a long queue, from which others may take.
  const heavy = random.chance(0.2) ? sessions[0]?.id : undefined;
  const count = heavy ? 10 + random.below(6) : 2 + random.below(random.chance(0.1) ? 12 : 6);
  const ranks = Array.from({ length: count }, () => 1 + random.below(3)).sort((a, b) => a - b);
  const tasks: TaskSpec[] = [];
  for (const [at, rank] of ranks.entries())
    tasks.push(randomTask(random, { id: `T${at}`, rank, sessions, tasks, ...(heavy ? { heavy } : {}) }));
  return aPlan(sessions, tasks, { policy: randomPolicy(random) });
}

function randomPolicy(random: Random): Policy {
  const attempts = 1 + random.below(3);
  const cap = (chance: number, most: number): Policy['caps']['task'] =>
    random.chance(chance) ? money(20_000 + random.below(most)) : null;
  const caps = { swarm: cap(0.3, 900_000), day: cap(0.3, 600_000), task: cap(0.3, 300_000) };
  const preemption = { ageMinutes: 0.01, idleFleetPercent: random.pick([0, 50, 100]) };
  return {
    ...defaultPolicy,
    maxAttempts: attempts,
    breakerThreshold: attempts,
    caps,
    maxRescuersPerBlocker: 1 + random.below(2),
    ...(random.chance(0.5) ? { preemption } : {}),
    ...(random.chance(0.3) ? { maxWaitingForReview: 1 + random.below(2) } : {}),
    ...(random.chance(0.4) ? { probation: true } : {}),
    guard: randomGuard(random),
    ...(random.chance(0.3) ? { callLimits: randomCallLimits(random) } : {}),
    watchdog: { stallMinutes: random.pick([0.1, 10]), timeoutHours: random.pick([0.004, 6]) },
    recovery: { debug: random.chance(0.8), personAfterMinutes: random.pick([0.1, 30]) },
  };
}

function randomCallLimits(random: Random): NonNullable<Policy['callLimits']> {
  const limits = {
    concurrent: 1 + random.below(2),
    requestsPerMinute: random.chance(0.3) ? 1 + random.below(20) : null,
    tokensPerMinute: random.chance(0.3) ? 1_000 + random.below(60_000) : null,
  };
  return { anthropic: limits, command: limits, shared: limits };
}

function randomGuard(random: Random): GuardPolicy {
  const { guard } = defaultPolicy;
  return {
    ...guard,
    approvalRequiredAbove: random.chance(0.5) ? 0.15 : null,
    humanApprovalPhases: random.chance(0.2) ? [2] : [],
    protectedBranches: random.chance(0.25) ? [random.pick(['s2/test', 's2/*'])] : [],
    ...(random.chance(0.5) ? { commands: random.chance(0.5) ? ['make'] : [] } : {}),
    decisions: {
      ...guard.decisions,
      quorum: random.chance(0.5) ? 2 : guard.decisions.quorum,
      ...(random.chance(0.3) ? { contradictionSeverity: random.pick([0, 0.6, 1]) } : {}),
    },
  };
}

function randomSession(random: Random, id: string): SessionSpec {
  return aSession(id, {
    capabilities: capabilities.filter(() => random.chance(0.7)),
    ...(random.chance(0.5) ? { budget: (10_000 + random.below(500_000)) / 1e6 } : {}),
    ...(random.chance(0.2) ? { credential: 'shared' } : {}),
    agents: random.pick([
      {},
      {},
      { haiku: 2, sonnet: 3 },
      { haiku: 1 + random.below(2) },
      { haiku: 1, sonnet: 1 },
      { haiku: 2, sonnet: 1 },
    ]),
    provider: random.pick(['command', 'mcp', 'anthropic', 'anthropic']),
    ...(random.chance(0.3) ? { relation: random.pick(relations) } : {}),
  });
}

interface Place {
  readonly id: string;
  readonly rank: number;
  readonly sessions: readonly SessionSpec[];
  readonly tasks: readonly TaskSpec[];
  /** The session that gets most of the tasks, which hardly wait for each other then. */
  readonly heavy?: SessionSpec['id'];
}

function randomTask(random: Random, { id, rank, sessions, tasks, heavy }: Place): TaskSpec {
  const owner = heavy && random.chance(0.85) ? heavy : random.pick(sessions).id;
  const idle = random.chance(heavy ? 0.06 : 0.12) ? random.pick(['own', 'help', 'filler'] as const) : undefined;
  if (idle) return idleTask(random, { id, rank, owner }, idle);
  return aTask(id, {
    ...(random.chance(heavy ? 0.03 : 0.15)
      ? {}
      : { session: owner, ...(random.chance(heavy ? 0.02 : 0.1) ? {} : { phase: rank }) }),
    dependsOn: tasks.filter(({ idle: spare }) => !spare && random.chance(heavy ? 0.02 : 0.15)).map((task) => task.id),
    estimate: {
      ...(random.chance(0.5) ? { cost: random.below(200_000) / 1e6 } : {}),
      ...(random.chance(0.2) ? { hours: random.below(40) / 3_600 } : {}),
    },
    capabilities: random.chance(0.2) ? [random.pick(capabilities)] : [],
    priority: random.pick(['P0', 'P1', 'P2', 'P3']),
    source: { file: 'plan.md', line: rank },
    ...(random.chance(0.5) ? { model: random.pick(['haiku', 'sonnet']) } : {}),
    ...(random.chance(0.2)
      ? { files: [random.pick(['a.md', 'docs/a.md', 'docs/b.md', 'docs/**', 'docs/*.md', '*/a.md'])] }
      : {}),
    ...(random.chance(0.5) ? { verify: random.pick(commands) } : {}),
    ...(random.chance(0.4) ? { unblock: { capabilities: [random.pick(capabilities)], run: 'true' } } : {}),
  });
}

function idleTask(
  random: Random,
  { id, rank, owner }: { readonly id: string; readonly rank: number; readonly owner: SessionSpec['id'] },
  kind: 'own' | 'help' | 'filler',
): TaskSpec {
  return aTask(id, {
    ...(kind === 'filler' ? {} : { session: owner }),
    capabilities: random.chance(0.2) ? [random.pick(capabilities)] : [],
    priority: kind === 'help' ? 'P2' : 'P3',
    source: { file: 'plan.md', line: rank },
    idle: kind === 'help' ? { kind, session: owner } : { kind },
  });
}

/** The plan after somebody has worked on it: tasks dropped, changed, moved and added, a session taken away. */
export function changePlan(random: Random, plan: SwarmPlan): SwarmPlan {
  const leaves = plan.sessions.length > 1 && random.chance(0.3) ? random.pick(plan.sessions).id : undefined;
  const sessions = plan.sessions.filter(({ id }) => id !== leaves).map((session) => changeSession(random, session));
  const kept = plan.tasks.filter(() => !random.chance(0.12));
  const ids = new Set(kept.map((task) => task.id));
  const tasks: TaskSpec[] = [];
  for (const [at, task] of kept.entries()) {
    const highest = kept[at + 1]?.source.line ?? 3;
    const lowest = tasks.at(-1)?.source.line ?? 1;
    const moved = random.chance(0.15) ? lowest + random.below(highest - lowest + 1) : task.source.line;
    tasks.push(changeTask(random, task, { rank: moved, sessions, ids }));
  }
  const added = `N${random.below(3)}`;
  if (random.chance(0.4) && !ids.has(taskId(added))) {
    tasks.push(randomTask(random, { id: added, rank: tasks.at(-1)?.source.line ?? 1, sessions, tasks }));
  }
  const policy = random.chance(0.3) ? changePolicy(random, plan.policy) : plan.policy;
  return { ...plan, policy, sessions, tasks };
}

/** Somebody turns at the limits, one at a time. */
function changePolicy(random: Random, policy: Policy): Policy {
  const [other, { preemption: _, ...rest }] = [randomPolicy(random), policy];
  return random.pick<() => Policy>([
    () => ({ ...policy, guard: other.guard }),
    () => ({ ...policy, caps: { ...policy.caps, [random.pick(['swarm', 'day', 'task'])]: other.caps.swarm } }),
    () => ({ ...policy, maxAttempts: other.maxAttempts, breakerThreshold: other.breakerThreshold }),
    () => ({ ...policy, minCapabilityMatch: random.pick([0, 0.5, 0.7, 1]) }),
    () => ({ ...policy, rescueMinMatch: random.pick([0, 0.7]), maxRescuersPerBlocker: other.maxRescuersPerBlocker }),
    () => ({ ...rest, ...(other.preemption ? { preemption: other.preemption } : {}) }),
  ])();
}

function changeSession(random: Random, session: SessionSpec): SessionSpec {
  if (random.chance(0.1)) return { ...session, budget: random.below(400_000) / 1e6 };
  return random.chance(0.1) ? { ...session, capabilities: capabilities.filter(() => random.chance(0.7)) } : session;
}

function changeTask(
  random: Random,
  task: TaskSpec,
  to: { readonly rank: number; readonly sessions: readonly SessionSpec[]; readonly ids: ReadonlySet<string> },
): TaskSpec {
  const stays = to.sessions.some(({ id }) => id === task.session) && !random.chance(0.1);
  const owner = stays ? task.session : random.pick(to.sessions).id;
  // What was for spare time may have to be done after all.
  const { idle, ...rest } = task;
  return {
    ...rest,
    ...(idle && !random.chance(0.2) ? { idle } : {}),
    ...(random.chance(0.1) ? { title: `${task.title} again` } : {}),
    ...(task.session === undefined ? {} : { session: sessionId(owner ?? '') }),
    ...(task.phase === undefined ? {} : { phase: to.rank }),
    dependsOn: task.dependsOn.filter((id) => to.ids.has(id)),
    source: { ...task.source, line: to.rank },
  };
}
