import { checkShape } from '../checkShape.ts';
import { isBranchName, isUsableId, staysInside } from '../identifiers.ts';
import type { SwarmDocument } from '../model.ts';
import type { Finding, WorldRule } from '../rule.ts';
import type { SwarmManifest } from '../swarmManifest.ts';
import { swarmShape } from '../swarmShape.ts';

/** swarm.yaml decides what is launched, so nothing in it may be misunderstood. */
export const swarmSchema: WorldRule = {
  id: 'swarm/schema',
  scope: 'world',
  severity: 'error',
  summary: 'swarm.yaml holds something that it may not hold, or lacks something that it needs.',
  check: ({ swarm }) => (swarm ? [...unread(swarm), ...shape(swarm), ...values(swarm)] : []),
};

function unread({ problems, path }: SwarmDocument): readonly Finding[] {
  return problems.map(({ message, range, severity }) => ({ file: path, message, range, severity }));
}

function shape({ path, yaml }: SwarmDocument): readonly Finding[] {
  if (!yaml) return [];
  return checkShape(yaml, swarmShape).flatMap(({ code, message, range, fix }) =>
    code === 'idle' || code === 'legacy'
      ? []
      : [
          {
            file: path,
            message,
            range,
            ...(fix ? { fix } : {}),
          },
        ],
  );
}

function values({ path, manifest }: SwarmDocument): readonly Finding[] {
  if (!manifest) return [];
  return [...globs(manifest), ...sessionIds(manifest), ...branches(manifest)].map((finding) => ({
    ...finding,
    file: path,
  }));
}

function globs({ documents }: SwarmManifest): readonly Omit<Finding, 'file'>[] {
  return documents
    .filter((glob) => !staysInside(glob.value))
    .map(({ value, range }) => ({
      range,
      message: `documents: ${value.slice(0, 120)} leads out of the folder of swarm.yaml and is not read; write globs relative to it.`,
    }));
}

function sessionIds({ sessions }: SwarmManifest): readonly Omit<Finding, 'file'>[] {
  const seen = new Set<string>();
  return sessions.flatMap(({ id, idAt: { range } }) => {
    const known = seen.has(id.toLowerCase());
    seen.add(id.toLowerCase());
    if (known) return [{ range, message: `sessions: the id ${id} is used twice; give each session its own.` }];
    if (isUsableId(id)) return [];
    return [
      {
        range,
        message: `sessions: the id "${id.slice(0, 60)}" cannot be used; write letters, digits, dots, dashes and underscores.`,
      },
    ];
  });
}

function branches({ sessions, integrationBranch }: SwarmManifest): readonly Omit<Finding, 'file'>[] {
  return [integrationBranch, ...sessions.map((session) => session.branch)]
    .filter((branch) => !isBranchName(branch.value))
    .map(({ value, range }) => ({
      range,
      message: `git does not take "${value.slice(0, 60)}" as a branch name; choose another.`,
    }));
}
