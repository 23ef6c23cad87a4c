import { blockedOn, mentionedSessions, sessionOf } from '../blocking.ts';
import type { Field, SwarmDocument } from '../model.ts';
import type { Fix } from '../problem.ts';
import type { WorldRule } from '../rule.ts';
import { isSameSession } from '../subject.ts';

/** While others wait for a session, it should let them help. */
export const blockerRefusesHelp: WorldRule = {
  id: 'phase/blocker-refuses-help',
  scope: 'world',
  severity: 'warning',
  loose: 'info',
  summary: 'A session that others wait for does not accept help.',
  check: ({ documents }) => {
    const waiting = documents.flatMap((document) => {
      const field = blockedOn(document);
      return field ? [{ document, labels: mentionedSessions(field.value.value) }] : [];
    });
    return documents.flatMap((document) => {
      const own = sessionOf(document);
      const refusals = document.fields.filter(
        ({ key, value }) => key === 'accepts help' && /^(?:no|false|never)\b/i.test(value.value),
      );
      if (own === undefined || refusals.length === 0) return [];
      const waiter = waiting.find(
        (other) => other.document !== document && other.labels.some((label) => isSameSession(label, own)),
      );
      if (!waiter) return [];
      const message = `Session ${own} accepts no help, but ${waiter.document.path} waits for it; accept help while others wait.`;
      return refusals.map((refusal) => ({
        file: document.path,
        range: refusal.value.range,
        message,
        fix: fixOf(document, refusal),
      }));
    });
  },
};

function fixOf({ source }: SwarmDocument, { value }: Field): Fix {
  const newText = /^false/i.test(value.value) ? 'true' : 'yes';
  const { start } = value.range;
  const word = /^\w+/.exec(source.slice(value.range))?.[0] ?? value.value;
  const range = { start, end: { line: start.line, character: start.character + word.length } };
  return { title: 'Accept help', edits: [{ range, newText }] };
}
