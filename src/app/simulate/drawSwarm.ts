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
  /** What its first attempt ends at; undefined when that goes through. */
  readonly blocker: BlockerTruth | undefined;
}

/** A blocker, and how long somebody capable takes to remove it, ms; `outside`: no session is, only a person. */
export interface BlockerTruth {
  readonly needs: readonly string[];
  readonly workMs: number;
  readonly outside: boolean;
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
/** What a person has and no session: an account, a key, a decision. */
const ofPeople = ['outside:person'];
/** By the usual policy a person approves what belongs to it. */
const approvedPhase = 10;

/** Draws a swarm from its seed; the same knobs and seed give the same swarm, with and without a governor. */
export function drawSwarm(knobs: Knobs, seed: number): DrawnSwarm {
  const random = new Random(seed);
  const skills = new Map<string, readonly string[]>();
  const sessions = Array.from({ length: knobs.sessions }, (_, at) => drawSession(random, knobs, { at, skills }));
  const truths = new Map<string, TaskTruth>();
  const tasks: TaskSpec[] = [];
  const able = sessions.filter(({ id }) => (skills.get(id) ?? []).length > 0);
  for (let at = 0; at < knobs.tasks; at += 1)
    tasks.push(drawTask(random, knobs, { at, able: able.length > 0 ? able : sessions, tasks, truths, skills }));
  return { sessions, tasks, truths, skills };
}

/** Two or three domains with two to four skills of each; a few of them are declared only. */
function drawSession(
  random: Random,
  knobs: Knobs,
  { at, skills }: { readonly at: number; readonly skills: Map<string, readonly string[]> },
): SessionSpec {
  const byDomain = Map.groupBy(usualCapabilities, domainOf);
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
    agents: { sonnet: knobs.agents },
    provider: 'anthropic',
    credential: `pool-${Math.floor(at / knobs.sharing) + 1}`,
  };
}

interface TaskPlace {
  readonly at: number;
  /** Sessions that can do something. */
  readonly able: readonly SessionSpec[];
  readonly tasks: readonly TaskSpec[];
  readonly truths: Map<string, TaskTruth>;
  readonly skills: ReadonlyMap<string, readonly string[]>;
}

/** Needs one to three skills that some session really has; every second one waits for one or two of the last ten tasks. */
function drawTask(random: Random, knobs: Knobs, { at, able, tasks, truths, skills }: TaskPlace): TaskSpec {
  const home = random.pick(able);
  const known = skills.get(home.id) ?? [];
  const capabilities = shuffled(random, known).slice(0, 1 + random.below(3));
  const recent = tasks.slice(-10);
  const dependsOn = random.chance(0.5) && recent.length > 0 ? [random.pick(recent).id, random.pick(recent).id] : [];
  const id = taskId(`T${at + 1}`);
  const isBlocked = random.chance(knobs.blocked);
  const expert = random.pick(able);
  const learned = shuffled(random, skills.get(expert.id) ?? []).slice(0, 1);
  const workMs = (10 + random.below(31)) * minuteMs;
  const [outside, isGated] = [random.chance(knobs.outside), random.chance(knobs.approval)];
  const needs = outside ? ofPeople : learned;
  truths.set(id, { calls: 4 + random.below(7), blocker: isBlocked ? { needs, workMs, outside } : undefined });
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
    ...(isGated ? { phase: approvedPhase } : {}),
    ...(isBlocked ? { unblock: { capabilities: needs, run: 'true' } } : {}),
  };
}

function shuffled<Item>(random: Random, items: readonly Item[]): readonly Item[] {
  return items
    .map((item) => ({ item, key: random.next() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
