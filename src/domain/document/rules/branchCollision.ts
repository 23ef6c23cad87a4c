import type { Finding, WorldRule } from '../rule.ts';
import { seatBranches } from '../../agent/seat.ts';
import { branchOf } from '../branches.ts';
import type { ManifestSession } from '../swarmManifest.ts';

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
    const seats = seatOwners(manifest.sessions);
    return branches.flatMap((branch, index): readonly Finding[] => {
      const seat = seatAt(seats, branch.name);
      if (seat) {
        const message = `${branch.owner} uses the branch ${branch.name}, and ${seat.branch} is that of another agent of ${seat.session}; rename one.`;
        return [{ file: swarm.path, range: branch.range, message }];
      }
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

/** The sessions whose further agents work on a branch, by its name. */
function seatOwners(sessions: readonly ManifestSession[]): ReadonlyMap<string, string> {
  return new Map(
    sessions.flatMap((session) =>
      seatBranches(branchOf(session), session.agents)
        .slice(1)
        .map((branch) => [branch, session.id] as const),
    ),
  );
}

/** The branch of a further agent that is the branch, or a folder of it. */
function seatAt(
  seats: ReadonlyMap<string, string>,
  name: string,
): { readonly branch: string; readonly session: string } | undefined {
  const parts = name.split('/');
  for (let count = 1; count <= parts.length; count += 1) {
    const branch = parts.slice(0, count).join('/');
    const session = seats.get(branch);
    if (session !== undefined) return { branch, session };
  }
  return undefined;
}

function collide(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
}
