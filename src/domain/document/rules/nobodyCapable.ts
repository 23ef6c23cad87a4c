import { matchCapabilities } from '../../governor/match.ts';
import type { TaskRule } from '../rule.ts';
import { policyNumber } from '../manifestPolicy.ts';

/** A task that nobody may take waits for ever, and so does everything behind it. */
export const nobodyCapable: TaskRule = {
  id: 'phase/nobody-capable',
  scope: 'tasks',
  severity: 'warning',
  loose: 'off',
  summary: 'No session of the swarm has enough of the capabilities that a task needs.',
  check: ({ manifest, swarm, tasks }) => {
    if (!manifest) return [];
    const least =
      policyNumber(swarm, 'resource_policy', 'min_capability_match')?.value ?? manifest.policy.minCapabilityMatch;
    return tasks.flatMap(({ task, document }) => {
      const need = task.capabilities.map(({ value }) => value);
      const [first] = task.capabilities;
      if (!first || manifest.sessions.some(({ capabilities }) => matchCapabilities(capabilities, need) >= least))
        return [];
      const message = `No session has ${Math.round(least * 100)} % of ${need.join(', ').slice(0, 200)}, so nobody may take ${task.id.value}; add them to a session in swarm.yaml.`;
      return [{ file: document.path, range: first.range, message }];
    });
  },
};
