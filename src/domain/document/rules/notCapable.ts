import { matchCapabilities, missingCapabilities } from '../../governor/match.ts';
import type { Finding, TaskRule, TaskSetting } from '../rule.ts';
import type { PlacedTask } from '../world.ts';

/** The coordinator gives a task only to a session with enough of its capabilities. */
export const notCapable: TaskRule = {
  id: 'phase/not-capable',
  scope: 'tasks',
  severity: 'warning',
  loose: 'off',
  summary: 'The session of a task lacks the capabilities that it needs, and another session has them.',
  check: (world) => world.tasks.flatMap((placed) => check(world, placed)),
};

function check({ manifest }: TaskSetting, { task, document, session }: PlacedTask): readonly Finding[] {
  const need = task.capabilities.map((capability) => capability.value);
  if (!manifest || need.length === 0 || !session) return [];
  const least = manifest.policy.minCapabilityMatch;
  if (matchCapabilities(session.capabilities, need) >= least) return [];
  const able = manifest.sessions.find(({ capabilities }) => matchCapabilities(capabilities, need) >= least);
  if (!able) return [];
  const missing = missingCapabilities(session.capabilities, need);
  const range = task.capabilities.find(({ value }) => missing.includes(value))?.range ?? task.range;
  const message = `${session.id} lacks ${missing.join(', ').slice(0, 200)}, so it may not take ${task.id.value} (${Math.round(least * 100)} % are needed); add them to it in swarm.yaml, or give the task to ${able.id}, which has them.`;
  return [{ file: document.path, range, message }];
}
