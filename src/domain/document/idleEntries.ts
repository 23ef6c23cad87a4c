import { clip, plain, splitList } from './inlineText.ts';
import type { Field } from './model.ts';
import type { Located } from './range.ts';

/** One thing that a plan names for the spare time of its session. */
export interface IdleEntry {
  /** The id of a task, or a few words. */
  readonly name: Located<string>;
  /** The session that is helped by it, as written; absent when it is the session's own. */
  readonly helps?: string;
}

const idleKeys = new Set(['idle tasks', 'idle task', 'idle']);
/** More than this in one field is no plan for spare time. */
const mostEntries = 50;

/** Whether a document's field names work for spare time. */
export function isIdleField(field: Field): boolean {
  return idleKeys.has(field.key);
}

/**
 * Reads `help session-2: webrtc_documentation; own: test_coverage_ndi, fuzzing`, and the older `Help Session 2 (WebRTC docs), Session 5 (CLI
 * tests)` and plain sentences, which are the session's own.
 */
export function readIdleEntries(field: Field): readonly IdleEntry[] {
  const parts = splitList({ ...field.value, value: clip(field.value.value) }, ';');
  return parts.flatMap(readPart).slice(0, mostEntries);
}

function readPart(part: Located<string>): readonly IdleEntry[] {
  const lead = /^(?:help\s{1,4}([A-Za-z0-9][\w.-]{0,60}(?:\s{1,2}[\w.-]{1,60})?)|own)\s{0,4}:\s{0,4}/i.exec(part.value);
  if (lead) {
    const names = splitList(after(part, lead[0].length));
    return names.map((name) => ({ name: shown(name), ...(lead[1] === undefined ? {} : { helps: lead[1] }) }));
  }
  if (/^(?:none|no|n\/a|[-–—])(?!\w)/i.test(part.value)) return [];
  if (/^help\s/i.test(part.value)) {
    const helped = [...part.value.matchAll(/\bsession[\s-]([A-Za-z0-9][\w.-]{0,60})\s{0,4}\(([^()]{1,200})\)/gi)];
    if (helped.length > 0)
      return helped.map(([, session = '', topic = '']) => ({ name: { ...part, value: topic.trim() }, helps: session }));
  }
  return [{ name: shown(part) }];
}

function shown(name: Located<string>): Located<string> {
  return { ...name, value: plain(name.value) };
}

function after(text: Located<string>, cut: number): Located<string> {
  const { start, end } = text.range;
  return {
    value: text.value.slice(cut),
    range: { start: { line: start.line, character: start.character + cut }, end },
  };
}
