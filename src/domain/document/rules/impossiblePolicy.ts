import { policyNumber } from '../manifestPolicy.ts';
import type { Range } from '../range.ts';
import type { WorldRule } from '../rule.ts';
import type { World } from '../world.ts';

/** Such a policy reads like a safeguard and is one that nothing can pass, or that never applies. */
export const impossiblePolicy: WorldRule = {
  id: 'swarm/impossible-policy',
  scope: 'world',
  severity: 'warning',
  loose: 'off',
  summary: 'A policy of swarm.yaml can never be met.',
  check: (world) =>
    world.swarm ? found(world).map(({ range, message }) => ({ file: world.swarm?.path ?? '', range, message })) : [],
};

interface Impossible {
  readonly range: Range;
  readonly message: string;
}

function found(world: World): readonly Impossible[] {
  return [...decisions(world), ...costs(world), ...rescue(world)];
}

function decisions({ swarm, manifest }: World): readonly Impossible[] {
  const sessions = manifest?.sessions.length ?? 0;
  const quorum = policyNumber(swarm, 'decisions', 'quorum');
  const majority = policyNumber(swarm, 'decisions', 'majority');
  const supermajority = policyNumber(swarm, 'decisions', 'supermajority');
  return [
    ...(quorum && quorum.value > sessions
      ? [
          {
            range: quorum.range,
            message: `A quorum of ${quorum.value} can never be met by ${sessions} sessions; lower it.`,
          },
        ]
      : []),
    ...(majority && supermajority && supermajority.value < majority.value
      ? [
          {
            range: supermajority.range,
            message: `A supermajority of ${supermajority.value} is below the majority of ${majority.value}; raise it.`,
          },
        ]
      : []),
  ];
}

function costs({ swarm, tasks }: World): readonly Impossible[] {
  const limit = policyNumber(swarm, 'resource_policy', 'max_cost_per_task');
  const approval = policyNumber(swarm, 'resource_policy', 'approval_required_above');
  const stated = tasks.flatMap(({ task }) => task.estimate?.value.cost ?? []);
  const least =
    stated.length === tasks.length && stated.length > 0 ? stated.reduce((a, b) => Math.min(a, b)) : undefined;
  return [
    ...(limit && least !== undefined && least > limit.value
      ? [
          {
            range: limit.range,
            message: `No task is estimated at $${limit.value} or less, so none may ever run; raise max_cost_per_task.`,
          },
        ]
      : []),
    ...(limit && approval && approval.value > limit.value
      ? [
          {
            range: approval.range,
            message: `No task may cost more than $${limit.value}, so nobody is ever asked above $${approval.value}; lower approval_required_above.`,
          },
        ]
      : []),
  ];
}

function rescue({ swarm, tasks }: World): readonly Impossible[] {
  const most = policyNumber(swarm, 'rescue_policy', 'max_rescuers_per_blocker');
  const helped = tasks.find(({ task }) => task.unblock);
  return most?.value === 0 && helped
    ? [
        {
          range: most.range,
          message: `With no rescuers nobody ever follows what ${helped.task.id.value} says to unblock it; allow at least one.`,
        },
      ]
    : [];
}
