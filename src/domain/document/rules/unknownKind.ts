import { documentStart } from '../range.ts';
import type { DocumentRule } from '../rule.ts';

/** A document that a swarm names but that is read as nothing would silently be left out of the plan. */
export const unknownKind: DocumentRule = {
  id: 'document/unknown-kind',
  scope: 'document',
  severity: 'warning',
  loose: 'off',
  summary: 'Neither name nor heading of a document of a swarm says what it is.',
  check: ({ path, kind, heading }) =>
    kind === 'other'
      ? [
          {
            file: path,
            range: heading?.range ?? documentStart,
            message:
              'swarm.yaml names this document, but neither its name nor its heading says what it is; name it INSTRUCTIONS-SESSION-<session>-PHASE-<n>.md or start it with # Session <session> - Phase <n>.',
          },
        ]
      : [],
};
