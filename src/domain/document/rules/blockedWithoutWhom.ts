import { saysNobody } from '../blocking.ts';
import type { DocumentRule } from '../rule.ts';
import { stateField, stateOf, statusField } from '../statusFields.ts';

/** A blocker that does not know of it will not end it. */
export const blockedWithoutWhom: DocumentRule = {
  id: 'status/blocked-without-whom',
  scope: 'document',
  severity: 'warning',
  loose: 'info',
  summary: 'A status says blocked and names nobody that it waits for.',
  check: (document) => {
    const field = stateField(document);
    if (!field || stateOf(document) !== 'blocked') return [];
    const whom = statusField(document, 'blocked on', 'blocked by', 'waiting for', 'waits for');
    if (whom && !saysNobody(whom.value.value)) return [];
    const message =
      'This session is blocked and names nobody that it waits for; add a line such as blocked_on: session-4.';
    return [{ file: document.path, range: whom?.value.range ?? field.value.range, message }];
  },
};
