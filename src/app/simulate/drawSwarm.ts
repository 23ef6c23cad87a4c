import { Random } from '../../base/random.ts';
import { usualCapabilities } from '../../domain/governor/capabilityRegistry.ts';
import { domainOf } from '../../domain/governor/match.ts';
import { sessionId, taskId } from '../../domain/task/ids.ts';
import type { SessionSpec, TaskSpec } from '../../domain/task/plan.ts';
import type { Knobs } from './knobs.ts';

/** What is true of a task, whoever tries it. */
export interface TaskTruth {
  /** Model calls that an attempt takes. */
  readonly calls: number;
  /** Whether its first attempt ends at a blocker, and how long somebody capable takes to remove it, ms. */
  readonly blocker: { readonly needs: readonly string[]; readonly workMs: number } | undefined;
}

/** A drawn swarm: what its documents would say, and what is true besides. */
export interface DrawnSwarm {
  readonly sessions: readonly SessionSpec[];
  readonly tasks: readonly TaskSpec[];
  readonly truths: ReadonlyMap<string, TaskTruth>;
  /** What each session really can do. */
  readonly skills: ReadonlyMap<string, readonly string[]>;
}

const minuteMs = 60_000;
const byDomain = Map.groupBy(usualCapabilities, domainOf);

/** Draws a swarm from its seed; the same knobs and seed give the same swarm, with and without a governor. */
export function drawSwarm(knobs: Knobs, seed: number): DrawnSwarm {
  const random = new Random(seed);
  const skills = new Map<string, readonly string[]>();
  const sessions = Array.from({ length: knobs.sessions }, (_, at) => drawSession(random, knobs, { at, skills }));
  const truths = new Map<string, TaskTruth>();
  const tasks: TaskSpec[] = [];
  for (let at = 0; at < knobs.tasks; at += 1)
    tasks.push(drawTask(random, knobs, { at, sessions, tasks, truths, skills }));
  return { sessions, tasks, truths, skills };
}

/** Two or three domains with two to four skills of each; a few of them are declared only. */
function drawSession(
  random: Random,
  knobs: Knobs,
  { at, skills }: { readonly at: number; readonly skills: Map<string, readonly string[]> },
): SessionSpec {
  const domains = shuffled(random, [...byDomain.keys()]).slice(0, 2 + random.below(2));
  const declared = domains.flatMap((domain) =>
    shuffled(random, byDomain.get(domain) ?? []).slice(0, 2 + random.below(3)),
  );
  const id = sessionId(`session-${at + 1}`);
  skills.set(
    id,
    declared.filter(() => !random.chance(knobs.overclaim)),
  );
  return {
    id,
    role: id,
    branch: `s2/${id}`,
    capabilities: declared,
    agents: { sonnet: 1 },
    provider: 'anthropic',
    credential: 'pool',
  };
}

interface TaskPlace {
  readonly at: number;
  readonly sessions: readonly SessionSpec[];
  readonly tasks: readonly TaskSpec[];
  readonly truths: Map<string, TaskTruth>;
  readonly skills: ReadonlyMap<string, readonly string[]>;
}

/** Needs one to three skills that some session really has; every second one waits for one or two of the last ten tasks. */
function drawTask(random: Random, knobs: Knobs, { at, sessions, tasks, truths, skills }: TaskPlace): TaskSpec {
  const able = sessions.filter(({ id }) => (skills.get(id) ?? []).length > 0);
  const home = random.pick(able.length > 0 ? able : sessions);
  const known = skills.get(home.id) ?? [];
  const capabilities = shuffled(random, known).slice(0, 1 + random.below(3));
  const recent = tasks.slice(-10);
  const dependsOn = random.chance(0.5) && recent.length > 0 ? [random.pick(recent).id, random.pick(recent).id] : [];
  const id = taskId(`T${at + 1}`);
  const isBlocked = random.chance(knobs.blocked);
  const expert = random.pick(able.length > 0 ? able : sessions);
  const needs = shuffled(random, skills.get(expert.id) ?? []).slice(0, 1);
  const workMs = (10 + random.below(31)) * minuteMs;
  truths.set(id, { calls: 4 + random.below(7), blocker: isBlocked ? { needs, workMs } : undefined });
  return {
    id,
    title: `Task ${at + 1}`,
    brief: '',
    files: [],
    dependsOn: [...new Set(dependsOn)],
    capabilities,
    priority: random.pick(['P0', 'P1', 'P2', 'P3']),
    estimate: {},
    verify: [],
    source: { file: 'simulated.md', line: at },
    ...(isBlocked ? { unblock: { capabilities: needs, run: 'true' } } : {}),
  };
}

function shuffled<Item>(random: Random, items: readonly Item[]): readonly Item[] {
  return items
    .map((item) => ({ item, key: random.next() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
