import { noMoney } from '../../src/protocol/moneyView.ts';
import type { SessionView, SwarmSnapshot, TaskView } from '../../src/protocol/swarmSnapshot.ts';

/** A task as a window sees it: ready, owned by nobody. */
export function aTaskView(id: string, own: Partial<TaskView> = {}): TaskView {
  return {
    id,
    title: `Title of ${id}`,
    status: 'ready',
    session: null,
    phase: null,
    priority: 'P2',
    epoch: 0,
    failures: 0,
    blocked: false,
    dependsOn: [],
    files: [],
    why: null,
    source: { file: 'plan.md', line: 0 },
    ...own,
  };
}

/** A session as a window sees it: healthy and waiting. */
export function aSessionView(id: string, own: Partial<SessionView> = {}): SessionView {
  return {
    id,
    role: 'builder',
    state: 'waiting',
    health: 'healthy',
    branch: `s2/${id}`,
    provider: 'command',
    sandbox: 'none',
    tasks: { total: 0, completed: 0, failed: 0 },
    working: [],
    agents: { working: 0, ceiling: 1 },
    spent: 0,
    reserved: 0,
    budget: null,
    blocking: [],
    why: { code: 'ready', reason: 'It waits.', action: 'Wait.' },
    ...own,
  };
}

/** A running swarm with these parts. */
export function aSnapshot(own: Partial<SwarmSnapshot> = {}): SwarmSnapshot {
  return {
    sequence: 1,
    swarm: { name: 'sample', state: 'running', integrationBranch: 's2/sample', leader: 'launcher' },
    sessions: [],
    tasks: [],
    blockers: [],
    needsYou: [],
    mayConflict: [],
    money: noMoney,
    breakers: [],
    witness: { entries: 1 },
    ...own,
  };
}
