import type { DocumentRule } from '../rule.ts';
import { stateField, stateOf, statusField } from '../statusFields.ts';

/** Whoever could help has to know with what. */
export const blockedWithoutReason: DocumentRule = {
  id: 'status/blocked-without-reason',
  scope: 'document',
  severity: 'warning',
  loose: 'info',
  summary: 'A status says blocked and gives no reason.',
  check: (document) => {
    const field = stateField(document);
    if (!field || stateOf(document) !== 'blocked') return [];
    if (statusField(document, 'reason', 'blocked reason', 'blocker', 'blocking issue', 'because', 'error')) return [];
    const message =
      'This session is blocked and does not say why; add a line such as reason: the test account is missing.';
    return [{ file: document.path, range: field.value.range, message }];
  },
};
