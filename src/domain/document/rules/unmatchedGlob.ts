import { matchesGlob } from '../glob.ts';
import { staysInside } from '../identifiers.ts';
import type { WorldRule } from '../rule.ts';

/** Mostly a folder that was renamed: its part of the plan is silently left out. */
export const unmatchedGlob: WorldRule = {
  id: 'swarm/unmatched-glob',
  scope: 'world',
  severity: 'warning',
  loose: 'off',
  summary: 'One of the globs in `documents` matches no document.',
  check: ({ swarm, manifest, documents, superseded }) => {
    if (!swarm || !manifest || documents.length === 0) return [];
    const folder = swarm.path.slice(0, swarm.path.lastIndexOf('/') + 1);
    const inside = [...documents, ...superseded].map(({ path }) => path.slice(folder.length));
    return (
      manifest.documents
        // What leads out of the folder is a finding of `swarm/schema`.
        .filter(({ value }) => staysInside(value) && !inside.some((path) => matchesGlob(value, path)))
        .map(({ value, range }) => ({
          file: swarm.path,
          range,
          message: `documents: ${value.slice(0, 120)} matches no document; correct or remove it.`,
        }))
    );
  },
};
