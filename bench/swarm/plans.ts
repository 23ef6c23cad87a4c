import { sessionId, taskId } from '../../src/domain/task/ids.ts';
import {
  defaultPolicy,
  priorities,
  type Priority,
  type SessionSpec,
  type SwarmPlan,
  type TaskSpec,
} from '../../src/domain/task/plan.ts';

const domains = ['integration:ndi', 'docs:technical-writing', 'code:parser', 'security:signing'];

/** `count` tasks T0, T1 … of mixed priority and needs; `over` gives one what is special about it. */
export function benchTasks(count: number, over: (at: number) => Partial<TaskSpec> = () => ({})): TaskSpec[] {
  return Array.from({ length: count }, (_, at) => ({
    id: taskId(`T${at}`),
    title: `Task ${at} of the benchmark`,
    brief: 'One or two sentences about what there is to do, as a plan would have them for an agent to read.',
    files: [`src/part-${at}/index.ts`],
    dependsOn: [],
    capabilities: [domains[at % domains.length] ?? ''],
    priority: priorities[at % priorities.length] as Priority,
    estimate: { hours: 1, cost: 2 },
    run: 'make part',
    verify: ['npm test'],
    source: { file: 'INSTRUCTIONS-SESSION-1-PHASE-1.md', line: at },
    ...over(at),
  }));
}

/** As many agents as a runner keeps at work. */
export const mostAgents = 49;

/** As many sessions as it takes to hold so many tasks at once. */
export function sessionsFor(tasks: number): SessionSpec[] {
  return benchSessions(Math.ceil(tasks / mostAgents), mostAgents);
}

/** `count` sessions session-0 … that are capable of everything; each may hold `ceiling` tasks at once. */
export function benchSessions(count: number, ceiling: number): SessionSpec[] {
  return Array.from({ length: count }, (_, at) => ({
    id: sessionId(`session-${at}`),
    role: 'bench',
    branch: `s2/session-${at}`,
    capabilities: domains,
    agents: { haiku: ceiling },
    provider: 'command',
  }));
}

export function benchPlan(sessions: readonly SessionSpec[], tasks: readonly TaskSpec[]): SwarmPlan {
  return { name: 'bench', integrationBranch: 's2/bench/integration', sessions, tasks, policy: defaultPolicy };
}
