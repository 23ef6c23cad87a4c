import { clip } from './inlineText.ts';
import type { Field, SwarmDocument } from './model.ts';
import { isSameSession, shortSession } from './subject.ts';
import { isNothing } from './taskText.ts';

/** The field that says whom or what the document's session waits for; undefined when it waits for nobody. */
export function blockedOn(document: SwarmDocument): Field | undefined {
  return document.fields.find(({ key, value }) => key === 'blocked on' && !saysNobody(value.value));
}

/** The field that says what the session does meanwhile; undefined when it says nothing. */
export function idleWork(document: SwarmDocument): Field | undefined {
  return document.fields.find(({ key, value }) => /^idle(?: tasks?)?$/.test(key) && !saysNobody(value.value));
}

/** Whether a value says that there is nobody and nothing. */
export function saysNobody(value: string): boolean {
  return isNothing(value) || /^(?:nobody|nothing|false|~|\[\s*\]|\[?\s*none\s*\]?)$/i.test(value.trim());
}

/** The sessions that a text names: `session-4`, `Session 4`, and what stands before a `·`. */
export function mentionedSessions(text: string): readonly string[] {
  const short = clip(text);
  const named = [...short.matchAll(/\b(?:session|agent)[-_\s]{1,4}([A-Za-z0-9][\w.-]{0,60})/gi)].map(
    (found) => found[1] ?? '',
  );
  const before = /^\s*([A-Za-z0-9][\w.-]{0,80})\s*·/.exec(short)?.[1];
  const labels = [...(before ? [before] : []), ...named].map((label) => label.replace(/[.:-]+$/, ''));
  return [...new Map(labels.map((label) => [shortSession(label).toLowerCase(), label])).values()];
}

/** Whether a text names the session. */
export function mentionsSession(text: string, session: string): boolean {
  return mentionedSessions(text).some((label) => isSameSession(label, session));
}

/** The session whose document it is, by file name, heading or field. */
export function sessionOf({ name, heading, fields }: SwarmDocument): string | undefined {
  return name.session ?? heading?.session?.value ?? fields.find(({ key }) => key === 'session')?.value.value;
}
