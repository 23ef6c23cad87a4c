import { blockedOn, mentionedSessions, sessionOf } from '../blocking.ts';
import type { DocumentRule } from '../rule.ts';
import { isSameSession } from '../subject.ts';

/** Nobody else will ever end that wait. */
export const blockedOnItself: DocumentRule = {
  id: 'phase/blocked-on-itself',
  scope: 'document',
  severity: 'warning',
  summary: 'A session says that it is blocked on itself.',
  check: (document) => {
    const own = document.kind === 'phase' || document.kind === 'status' ? sessionOf(document) : undefined;
    const blocked = own === undefined ? undefined : blockedOn(document);
    if (
      own === undefined ||
      !blocked ||
      !mentionedSessions(blocked.value.value).some((label) => isSameSession(label, own))
    )
      return [];
    const message = `Session ${own} waits for itself; name the session that it really waits for, or remove the line.`;
    return [{ file: document.path, range: blocked.value.range, message }];
  },
};
