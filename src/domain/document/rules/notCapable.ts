import { matchCapabilities, missingCapabilities } from '../../governor/match.ts';
import type { Finding, WorldRule } from '../rule.ts';
import type { PlacedTask, World } from '../world.ts';

/** The coordinator gives a task only to a session with enough of its capabilities. */
export const notCapable: WorldRule = {
  id: 'phase/not-capable',
  scope: 'world',
  severity: 'warning',
  loose: 'off',
  summary: 'The session of a task lacks the capabilities that it needs.',
  check: (world) => world.tasks.flatMap((placed) => check(world, placed)),
};

function check({ manifest }: World, { task, document, session }: PlacedTask): readonly Finding[] {
  const need = task.capabilities.map((capability) => capability.value);
  if (!manifest || need.length === 0 || (task.session && !session)) return [];
  const candidates = session ? [session] : manifest.sessions;
  const least = manifest.policy.minCapabilityMatch;
  if (candidates.some(({ capabilities }) => matchCapabilities(capabilities, need) >= least)) return [];
  const missing = session ? missingCapabilities(session.capabilities, need) : need;
  const range = task.capabilities.find((capability) => missing.includes(capability.value))?.range ?? task.range;
  const percent = Math.round(least * 100);
  const message = session
    ? `${session.id} lacks ${missing.join(', ')}, so it may not take ${task.id.value} (${percent} % are needed); add them to it in swarm.yaml or give the task to another session.`
    : `No session has ${percent} % of ${need.join(', ')}, so nobody may take ${task.id.value}; add them to a session in swarm.yaml.`;
  return [{ file: document.path, range, message }];
}
