import type { DocumentRule } from '../rule.ts';
import { stateField, stateOf } from '../statusFields.ts';

const proof = /\b(?:evidence|commits?|tests?|test results?|verif\w*|head|merged?|pull request|pr|proof|hash)\b/;

/** "Completed" is a claim until something shows it. */
export const completeWithoutEvidence: DocumentRule = {
  id: 'status/complete-without-evidence',
  scope: 'document',
  severity: 'warning',
  loose: 'info',
  summary: 'A status says completed and names nothing that shows it.',
  check: (document) => {
    const field = stateField(document);
    if (!field || stateOf(document) !== 'completed' || document.fields.some(({ key }) => proof.test(key))) return [];
    const message =
      'This session says completed and shows nothing for it; add a line such as commit: followed by the commit, or tests: with their result.';
    return [{ file: document.path, range: field.value.range, message }];
  },
};
