import { sessionId, taskId } from '../task/ids.ts';
import type { SessionSpec, SwarmPlan, TaskSpec } from '../task/plan.ts';
import { branchOf } from './branches.ts';
import { findIdleWork, idleById, type PlacedIdle } from './idleWork.ts';
import { lintWorld } from './lintDocuments.ts';
import { LintMemory } from './lintMemory.ts';
import type { SwarmDocument } from './model.ts';
import { waitsOf } from './phaseWaits.ts';
import { readPriority, usualPriority } from './priority.ts';
import type { Problem } from './problem.ts';
import type { ManifestSession, SwarmManifest } from './swarmManifest.ts';
import { knownTiers, tierOf } from './tiers.ts';
import { belongsTo, createWorld, resolveDependency, type PlacedTask, type World } from './world.ts';

/** A plan, or why there is none. Without a plan, at least one of the problems is an error. */
export interface PlanResult {
  readonly plan?: SwarmPlan;
  readonly problems: readonly Problem[];
}

/**
 * Makes the plan of a swarm out of its documents; those that its swarm.yaml does not name are left out. Anything that would make
 * a launch impossible prevents the plan, whatever severities a person has chosen. `memory` keeps the findings of documents that are handed in again.
 */
export function createPlan(
  documents: readonly SwarmDocument[],
  swarm: SwarmDocument,
  memory = new LintMemory(),
): PlanResult {
  const { manifest } = swarm;
  const world = createWorld(
    documents.filter((document) => document !== swarm && belongsTo(document, swarm)),
    { swarm },
  );
  const problems = lintWorld(manifest ? { ...world, manifest: { ...manifest, ruleLevels: new Map() } } : world, {
    memory,
  });
  if (!manifest || problems.some((problem) => problem.severity === 'error')) return { problems };
  return {
    plan: {
      name: manifest.name,
      integrationBranch: manifest.integrationBranch.value,
      sessions: manifest.sessions.map(toSession),
      tasks: toTasks(world, manifest),
      policy: manifest.policy,
      models: manifest.modelNames,
    },
    problems,
  };
}

function toSession(session: ManifestSession): SessionSpec {
  const { role, budget, capabilities, agents, provider, relation, credential, agent, reputation, hosts, worktree } =
    session;
  return {
    id: sessionId(session.id),
    role,
    branch: branchOf(session),
    ...(budget === undefined ? {} : { budget }),
    capabilities,
    agents,
    provider,
    ...(relation === undefined ? {} : { relation }),
    ...(credential === undefined ? {} : { credential }),
    ...(agent === undefined ? {} : { agent }),
    ...(reputation === undefined ? {} : { reputation }),
    ...(hosts.length === 0 ? {} : { hosts }),
    ...(worktree === undefined ? {} : { worktree }),
  };
}

/** What has to be done, and what may be done in spare time by somebody who can. */
function toTasks(world: World, manifest: SwarmManifest): readonly TaskSpec[] {
  const found = findIdleWork(world);
  const idle = idleById(found);
  const planned = world.tasks.filter(({ task }) => !idle.has(task.id.value));
  return [
    ...planned.map((placed) => toTask(world, manifest, placed)),
    ...found.filter(({ problem }) => problem === undefined).map((work) => toIdleTask(world, manifest, work)),
  ];
}

/** Spare-time work belongs to no phase: it holds none up, and waits for none. Help comes before what is the session's own. */
function toIdleTask(world: World, manifest: SwarmManifest, idle: PlacedIdle): TaskSpec {
  const { id, title, work, document, session, range } = idle;
  const priority = work.kind === 'help' ? 'P2' : 'P3';
  if (!idle.task) {
    const brief = work.kind === 'help' ? `Help ${work.session} in your spare time: ${title}` : title;
    const source = { file: document.path, line: range.start.line };
    const nothing = { files: [], dependsOn: [], capabilities: [], estimate: {}, verify: [] };
    return { id: taskId(id), title, ...own(session), ...nothing, brief, priority, source, idle: work };
  }
  const { phase: _, session: _session, ...spec } = toTask(world, manifest, { task: idle.task, document });
  return { ...spec, id: taskId(id), ...own(session), priority, idle: work };
}

function own(session: ManifestSession | undefined): Pick<TaskSpec, 'session'> {
  return session ? { session: sessionId(session.id) } : {};
}

function toTask(world: World, manifest: SwarmManifest, placed: PlacedTask): TaskSpec {
  const { task, document, session } = placed;
  const model = task.model && tierOf(task.model.value, knownTiers(manifest));
  const dependencies = waitsOf(world, placed).flatMap(
    (written) => resolveDependency(world, placed, written)?.task.id.value ?? [],
  );
  return {
    id: taskId(task.id.value),
    title: task.title.value,
    ...(session ? { session: sessionId(session.id) } : {}),
    ...(task.phase ? { phase: task.phase.value } : {}),
    ...(model ? { model } : {}),
    brief: task.brief,
    files: task.files.map((file) => file.value),
    dependsOn: [...new Set(dependencies)].map(taskId),
    capabilities: task.capabilities.map((capability) => capability.value),
    priority: (task.priority && readPriority(task.priority.value)) ?? usualPriority,
    estimate: task.estimate?.value ?? {},
    ...(task.run ? { run: task.run.value } : {}),
    verify: task.verify.map((command) => command.value),
    ...(task.unblock ? { unblock: task.unblock.value } : {}),
    source: { file: document.path, line: task.range.start.line },
  };
}
