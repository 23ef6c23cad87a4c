import { sessionId, taskId } from '../../src/domain/task/ids.ts';
import { defaultPolicy, type SessionSpec, type SwarmPlan, type TaskSpec } from '../../src/domain/task/plan.ts';

/** A task of a test plan: everything that is not said is unremarkable. */
export function aTask(id: string, over: Partial<TaskSpec> = {}): TaskSpec {
  return {
    id: taskId(id),
    title: `Task ${id}`,
    brief: '',
    files: [],
    dependsOn: [],
    capabilities: [],
    priority: 'P2',
    estimate: {},
    verify: [],
    source: { file: 'plan.md', line: 0 },
    ...over,
  };
}

export function aSession(id: string, over: Partial<SessionSpec> = {}): SessionSpec {
  return {
    id: sessionId(id),
    role: id,
    branch: `s2/${id}`,
    capabilities: [],
    agents: {},
    provider: 'command',
    ...over,
  };
}

export function aPlan(
  sessions: readonly SessionSpec[],
  tasks: readonly TaskSpec[],
  over: Partial<SwarmPlan> = {},
): SwarmPlan {
  return { name: 'test', integrationBranch: 's2/test', sessions, tasks, policy: defaultPolicy, ...over };
}
