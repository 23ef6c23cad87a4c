import type { DocumentRule } from '../rule.ts';
import { findSecrets } from '../secrets.ts';

/** Documents are committed, shown to every agent and kept for ever. The message never repeats what was found. */
export const secret: DocumentRule = {
  id: 'phase/secret',
  scope: 'document',
  severity: 'warning',
  summary: 'A document holds what looks like a password, key or token.',
  check: ({ path, source }) =>
    findSecrets(source).map((range) => ({
      file: path,
      range,
      message:
        'This looks like a secret, and plans are committed and shown to every agent; take it out, replace it where it is valid, and name it as vault://… in swarm.yaml.',
      fix: { title: 'Take the secret out', choice: true, edits: [{ range, newText: '<secret>' }] },
    })),
};
