import type { SwarmEvent } from '../../../src/domain/task/event.ts';
import type { SessionSpec, TaskSpec } from '../../../src/domain/task/plan.ts';
import type { Entry } from '../../../src/domain/witness/entry.ts';

/** From cheap to dear, as the public list has them. */
const tiers = ['haiku', 'sonnet', 'opus'];

/** What a claim must say of its model, read against the ledger alone: the stated tier or that of its class, one better for each failure, and at most one more for what the session is bad at. */
export function checkRoutes(entries: readonly Entry[]): string | undefined {
  const sessions = new Map<string, SessionSpec>();
  const tasks = new Map<string, TaskSpec>();
  for (const { event, sequence } of entries) {
    if (event.type === 'session.planned') sessions.set(event.session.id, event.session);
    if (event.type === 'task.planned' || event.type === 'rescue.started' || event.type === 'recovery.started')
      tasks.set(event.task.id, event.task);
    if (event.type !== 'task.claimed') continue;
    const broken = judge(event, sessions.get(event.session), tasks.get(event.task));
    if (broken !== undefined) return `entry ${sequence}: ${broken}`;
  }
  return undefined;
}

function judge(
  { session, task, route, attempt }: Extract<SwarmEvent, { type: 'task.claimed' }>,
  spec: SessionSpec | undefined,
  wanted: TaskSpec | undefined,
): string | undefined {
  if (!spec || !wanted) return `${session} or ${task} is not there`;
  if (spec.provider === 'command') return route ? 'nothing is paid for, and a model is named' : undefined;
  if (!route) return 'no model is named';
  const own = tiersOf(spec, wanted);
  const least = Math.min(own.length - 1, beginsAt(own, wanted) + attempt - 1);
  const chosen = own.indexOf(route.model);
  if (chosen === least || chosen === Math.min(own.length - 1, least + 1)) return undefined;
  return `try ${attempt} at ${task} (${wanted.model}, ${wanted.capabilities.join()}) is given to ${route.model}, of ${own.join()}`;
}

function tiersOf({ agents }: SessionSpec, { model }: TaskSpec): readonly string[] {
  const own = tiers.filter((tier) => Object.hasOwn(agents, tier));
  if (own.length > 0) return own;
  return model === undefined ? tiers : [model];
}

function beginsAt(own: readonly string[], { model, capabilities }: TaskSpec): number {
  if (model !== undefined) {
    const at = own.findIndex((tier) => tiers.indexOf(tier) >= tiers.indexOf(model));
    return at < 0 ? own.length - 1 : at;
  }
  if (capabilities.length > 0 && capabilities.every((need) => need.startsWith('docs:'))) return 0;
  return own.includes('sonnet') ? own.indexOf('sonnet') : Math.min(1, own.length - 1);
}
