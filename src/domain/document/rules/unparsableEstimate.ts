import type { DocumentRule } from '../rule.ts';

/** Budgets and the critical path are computed from estimates; one that cannot be read counts as none. */
export const unparsableEstimate: DocumentRule = {
  id: 'phase/unparsable-estimate',
  scope: 'document',
  severity: 'warning',
  summary: 'An estimate holds neither a time nor a cost.',
  check: ({ path, tasks }) =>
    tasks.flatMap(({ id, estimate }) =>
      estimate && estimate.value.hours === undefined && estimate.value.cost === undefined
        ? [
            {
              file: path,
              range: estimate.range,
              message: `The estimate of ${id.value} holds neither a time nor a cost; write e.g. 2 hours, $4.`,
            },
          ]
        : [],
    ),
};
