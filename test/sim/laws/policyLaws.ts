import { nodePrimitives } from '../../../src/adapters/signing/nodePrimitives.ts';
import { tryPolicy } from '../../../src/app/policy/tryPolicy.ts';
import { defaultPolicy, type Policy } from '../../../src/domain/task/plan.ts';
import { canonicalJson } from '../../../src/domain/witness/canonicalJson.ts';
import { toHex } from '../../../src/domain/witness/primitives.ts';
import type { Entry } from '../../../src/domain/witness/entry.ts';

/** Trying the policy that a ledger was made under must find no difference; trying another one must come to an end. */
export function checkPolicyTrial(entries: readonly Entry[]): string | undefined {
  tryPolicy(entries, defaultPolicy);
  const policies = new Map<string, Policy>();
  for (const { event } of entries)
    if (event.type === 'swarm.opened' || event.type === 'policy.changed')
      policies.set(JSON.stringify(event.policy), event.policy);
  const [policy] = policies.values();
  if (!policy || policies.size > 1) return undefined;
  const [first] = tryPolicy(entries, policy).differences;
  return first && JSON.stringify(first);
}

const governed: ReadonlySet<string> = new Set([
  'task.claimed',
  'budget.reserved',
  'budget.halted',
  'rescue.started',
  'task.stalled',
  'recovery.started',
  'recovery.escalated',
  'autonomy.changed',
  'model.proven',
  'approval.asked',
]);

/** Every decision names the policy that was in force, by its hash. */
export function checkPolicyHashes(entries: readonly Entry[]): string | undefined {
  let inForce: string | undefined;
  for (const { event, authority, sequence } of entries) {
    if (event.type === 'swarm.opened' || event.type === 'policy.changed')
      inForce = toHex(nodePrimitives.sha256(canonicalJson({ ...defaultPolicy, ...event.policy })));
    if (event.type === 'policy.changed' && event.hash !== inForce)
      return `entry ${sequence} calls its policy ${event.hash}, not ${inForce}`;
    if (event.type === 'policy.changed' && event.changed.length === 0)
      return `entry ${sequence} changes the policy and names nothing that is another`;
    if (governed.has(event.type) && authority.policy !== inForce)
      return `entry ${sequence} (${event.type}) names the policy ${authority.policy}, not ${inForce}`;
  }
  return undefined;
}
