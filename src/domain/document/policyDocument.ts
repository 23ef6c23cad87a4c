import type { Policy } from '../task/plan.ts';
import { checkShape } from './checkShape.ts';
import { readPolicy } from './swarmPolicy.ts';
import type { Key, Shape } from './shape.ts';
import { swarmShape } from './swarmShape.ts';
import type { YamlTree } from './parsers.ts';
import type { Problem } from './problem.ts';

/** A policy on its own: a YAML document with the sections of swarm.yaml that limit; other sections may stand there, too, so that a whole swarm.yaml is one. */
const policyShape: Shape = {
  ...swarmShape,
  keys: Object.fromEntries(Object.entries(swarmShape.keys).map(([name, key]) => [name, optional(key)] as const)),
};

function optional(key: Key): Key {
  const { required: _, ...rest } = key;
  return rest;
}

/** Reads a policy; problems have their places. With errors among them there is no policy. */
export function readPolicyDocument(
  file: string,
  { root, errors }: YamlTree,
): { readonly policy: Policy | undefined; readonly problems: readonly Problem[] } {
  const unreadable = errors.map(({ message, range }) => problem({ file, message, range }, 'error'));
  if (root === undefined || unreadable.length > 0) return { policy: undefined, problems: unreadable };
  if (root.kind !== 'map') {
    const message = 'A policy is a map with sections of swarm.yaml such as resource_policy and rescue_policy.';
    return { policy: undefined, problems: [problem({ file, message, range: root.range }, 'error')] };
  }
  const problems = checkShape(root, policyShape).map(({ code, message, range }) =>
    problem({ file, message, range }, code === 'idle' || code === 'legacy' ? 'info' : 'error'),
  );
  const isSound = problems.every(({ severity }) => severity !== 'error');
  return { policy: isSound ? readPolicy(root) : undefined, problems };
}

function problem(at: Pick<Problem, 'file' | 'message' | 'range'>, severity: Problem['severity']): Problem {
  return { ...at, rule: 'swarm/policy', severity };
}
