import { blockedOn, idleWork, mentionedSessions } from '../blocking.ts';
import { lineEndOf } from '../lineEdits.ts';
import type { Field, SwarmDocument } from '../model.ts';
import type { Fix } from '../problem.ts';
import type { DocumentRule } from '../rule.ts';

/** A session that waits without anything to do meanwhile is paid for waiting. */
export const blockedWithoutIdle: DocumentRule = {
  id: 'phase/blocked-without-idle',
  scope: 'document',
  severity: 'warning',
  loose: 'info',
  summary: 'A phase file is blocked on somebody and names no idle tasks.',
  check: (document) => {
    const blocked = document.kind === 'phase' ? blockedOn(document) : undefined;
    if (!blocked || idleWork(document)) return [];
    const fix = fixOf(document, blocked);
    const message =
      'This phase waits for somebody and says nothing to do meanwhile; add a line such as **Idle tasks:** help session-4: S1.P1.T8; own: S1.P1.T9.';
    return [{ file: document.path, range: blocked.value.range, message, ...(fix ? { fix } : {}) }];
  },
};

function fixOf({ source, fields }: SwarmDocument, { keyRange, value, bulleted }: Field): Fix | undefined {
  const [blocker] = mentionedSessions(value.value);
  const { line } = keyRange.start;
  if (
    blocker === undefined ||
    bulleted ||
    keyRange.start.character !== 0 ||
    fields.some(({ key }) => key.startsWith('idle'))
  )
    return undefined;
  const end = { line, character: source.line(line).length };
  const label = /^\d+$/.test(blocker) ? `session-${blocker}` : blocker;
  const edits = [{ range: { start: end, end }, newText: `${lineEndOf(source)}**Idle tasks:** help ${label}` }];
  return { title: `Help ${label} meanwhile`, choice: true, edits };
}
