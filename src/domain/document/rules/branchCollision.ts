import type { Finding, WorldRule } from '../rule.ts';
import { branchOf } from '../branches.ts';

/** Each session works on a branch of its own; git keeps a branch and a folder of branches of one name apart, too. */
export const branchCollision: WorldRule = {
  id: 'swarm/branch-collision',
  scope: 'world',
  severity: 'error',
  loose: 'off',
  summary: 'Two branches of a swarm have the same name, or one is a folder of the other.',
  check: ({ swarm, manifest }) => {
    if (!swarm || !manifest) return [];
    const branches = [
      {
        owner: 'the integration branch',
        name: manifest.integrationBranch.value,
        range: manifest.integrationBranch.range,
      },
      ...manifest.sessions.map((session) => ({
        owner: session.id,
        name: branchOf(session),
        range: session.branch.range,
      })),
    ];
    return branches.flatMap((branch, index): readonly Finding[] => {
      const other = branches.slice(0, index).find((earlier) => collide(earlier.name, branch.name));
      if (!other) return [];
      const message =
        other.name === branch.name
          ? `${branch.owner} uses the branch ${branch.name}, which ${other.owner} uses already; give it its own.`
          : `${branch.owner} uses the branch ${branch.name}, which git cannot keep beside ${other.name} of ${other.owner}; rename one.`;
      return [{ file: swarm.path, range: branch.range, message }];
    });
  },
};

function collide(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
}
