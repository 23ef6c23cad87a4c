import type { Field, SwarmDocument } from './model.ts';

/** States of a session as a status document writes them. */
export const statusStates = [
  'waiting',
  'claiming',
  'working',
  'blocked',
  'helping',
  'error',
  'budget_exceeded',
  'completed',
] as const;
export type StatusState = (typeof statusStates)[number];

const olderWords: Readonly<Record<string, StatusState>> = {
  __proto__: null as never,
  idle: 'waiting',
  ready: 'waiting',
  available: 'waiting',
  standby: 'waiting',
  pending: 'waiting',
  claimed: 'claiming',
  active: 'working',
  in_progress: 'working',
  running: 'working',
  help: 'helping',
  failed: 'error',
  complete: 'completed',
  done: 'completed',
  finished: 'completed',
};

/** The field of a status document with one of the keys, the first key first; undefined when it has none or an empty one. */
export function statusField(document: SwarmDocument, ...keys: readonly string[]): Field | undefined {
  for (const key of keys) {
    const found = document.fields.find((field) => field.key === key && field.value.value.trim() !== '');
    if (found) return found;
  }
  return undefined;
}

/** The field that states the session's state: in YAML any text, in prose only a single word. */
export function stateField(document: SwarmDocument): Field | undefined {
  const field = document.kind === 'status' ? statusField(document, 'status', 'state') : undefined;
  if (!field) return undefined;
  const isProse = document.source.line(field.keyRange.start.line).startsWith('**', field.keyRange.start.character);
  return isProse && !/^[\p{L}_-]{1,40}$/u.test(bare(field.value.value)) ? undefined : field;
}

/** The state that a text means, in the word of today; undefined when it means none. */
export function readState(text: string): StatusState | undefined {
  const word = bare(text)
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');
  return statusStates.find((state) => state === word) ?? olderWords[word];
}

/** The state of a status document; undefined when it says none that is known. */
export function stateOf(document: SwarmDocument): StatusState | undefined {
  const field = stateField(document);
  return field && readState(field.value.value);
}

/** Without signs and stars around it. */
function bare(text: string): string {
  return text.slice(0, 200).replaceAll(/^[^\p{L}]+|[^\p{L}\p{N}]+$/gu, '');
}
