import type { DocumentRule } from '../rule.ts';
import { itemsAt, textsAt } from '../yamlLookup.ts';

/** Tasks ask for `domain:skill`; what has another form matches none of them. */
export const capabilityForm: DocumentRule = {
  id: 'swarm/capability-form',
  scope: 'document',
  severity: 'warning',
  loose: 'off',
  summary: 'A session’s capability is not of the form `domain:skill`.',
  check: ({ kind, path, yaml }) =>
    kind === 'swarm'
      ? itemsAt(yaml, 'sessions').flatMap((session) =>
          textsAt(session, 'capabilities')
            .filter(({ value }) => !/^[\w.-]{1,60}:(?:\*|[\w.-]{1,60})$/.test(value))
            .map(({ value, range }) => ({
              file: path,
              range,
              message: `The capability ${value.slice(0, 60)} is not of the form domain:skill; write e.g. docs:technical-writing, or docs:* for all of a domain.`,
            })),
        )
      : [],
};
