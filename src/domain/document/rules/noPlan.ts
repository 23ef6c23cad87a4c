import { documentStart } from '../range.ts';
import type { WorldRule } from '../rule.ts';

/** A swarm without tasks has nothing to launch; mostly a glob that matches nothing. */
export const noPlan: WorldRule = {
  id: 'swarm/no-plan',
  scope: 'world',
  severity: 'error',
  loose: 'off',
  summary: 'The documents of a swarm hold no task.',
  check: ({ swarm, manifest, documents, tasks }) => {
    if (!swarm || !manifest || tasks.length > 0) return [];
    const range = manifest.documents[0]?.range ?? documentStart;
    const globs = manifest.documents.map((glob) => glob.value).join(', ');
    const message =
      documents.length === 0
        ? `No document matches ${globs || 'documents'}; check the globs in documents.`
        : `None of the ${documents.length} documents that match ${globs} holds a task; write each as ## Task 1: Title (Model).`;
    return [{ file: swarm.path, range, message }];
  },
};
