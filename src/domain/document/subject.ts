import { clip, trimmed } from './inlineText.ts';
import type { DocumentHeading } from './model.ts';
import { lineRange, type Located } from './range.ts';
import { toSpan, type PhaseSpan } from './documentName.ts';

/** Reads `Session 4 (SIP)` or `Agent 6:` anywhere in a line: the session's label. */
export function findSession(text: Located<string>): Located<string> | undefined {
  const found = /\b(?:session|agent)\s{1,4}([A-Za-z0-9][\w.-]{0,60})/i.exec(clip(text.value));
  const label = found?.[1]?.replace(/[.:-]+$/, '');
  if (!found || !label) return undefined;
  const { line, character } = text.range.start;
  const from = character + found.index + found[0].indexOf(found[1] ?? '', 5);
  return { value: label, range: lineRange(line, from, from + label.length) };
}

/** Reads `Phase 3` or `Phases 7-10` anywhere in a line. */
export function findPhases(text: Located<string>): Located<PhaseSpan> | undefined {
  const found = /\bphases?\s{1,4}(\d{1,4})(?:\s{0,2}[-–]\s{0,2}(\d{1,4}))?/i.exec(clip(text.value));
  if (!found) return undefined;
  const digits = found[0].search(/\d/);
  const { line, character } = text.range.start;
  const from = character + found.index + digits;
  return { value: toSpan(found[1], found[2]), range: lineRange(line, from, from + found[0].length - digits) };
}

/** Reads the document's first heading. It names a session only where it begins with one: others are merely mentioned. */
export function readDocumentHeading(text: Located<string>): DocumentHeading {
  const begins = /^\W{0,8}(?:instructions\W{1,4})?(?:session|agent)\b/i.test(text.value);
  const session = begins ? findSession(text) : undefined;
  const phases = findPhases(text);
  return { range: text.range, ...(session ? { session } : {}), ...(phases ? { phases } : {}) };
}

/** Reads who owns a row: `session-1`, `Session 5 (CLI)`, `**4-SIP**`; undefined when nobody is named. */
export function readOwner(cell: Located<string>): Located<string> | undefined {
  const { line } = cell.range.start;
  const found = findSession(cell);
  if (found) return found;
  const label = /^[A-Za-z0-9][\w.-]{0,80}/.exec(cell.value)?.[0];
  if (!label || /^(?:none|any|unassigned|unclaimed|nobody|tbd|open|all|n)$/i.test(label)) return undefined;
  const part = trimmed(line, label, 0, label.length);
  const from = cell.range.start.character;
  return { value: part.value, range: lineRange(line, from, from + part.value.length) };
}

/** The short form of a session label for task ids: `session-4` and `4-SIP` give `4`, `CLI` stays. */
export function shortSession(label: string): string {
  const bare = label.replace(/^(?:session|agent)[-_ ]/i, '');
  return /^\d+(?=[-_ ]|$)/.exec(bare)?.[0] ?? bare.replaceAll(/\s+/g, '-');
}

/** Whether two labels can mean the same session. */
export function isSameSession(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase() || shortSession(a).toLowerCase() === shortSession(b).toLowerCase();
}

/** The session of a list that a label means: its exact id, then regardless of case, then by its short form. */
export function matchSession<T extends { readonly id: string }>(label: string, sessions: readonly T[]): T | undefined {
  const lower = label.toLowerCase();
  return (
    sessions.find((session) => session.id === label) ??
    sessions.find((session) => session.id.toLowerCase() === lower) ??
    sessions.find((session) => session.id.toLowerCase() === `session-${lower}`) ??
    sessions.find((session) => shortSession(session.id).toLowerCase() === shortSession(label).toLowerCase())
  );
}
