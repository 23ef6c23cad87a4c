import type { Entry } from './entry.ts';

/**
 * Reads the canonical JSON of an entry; undefined when it is none. Checks the frame that every entry has; what an event of a type holds was checked when
 * it was written, and its hash says that it is still that.
 */
export function readEntry(body: string): Entry | undefined {
  const value = parse(body);
  if (!isRecord(value) || !isRecord(value['event']) || !isRecord(value['actor']) || !isRecord(value['cause']))
    return undefined;
  const { sequence, revision, at, subject, previous, trace, key, authority, event } = value;
  const numbers = [sequence, revision, at].every((number) => Number.isSafeInteger(number));
  const texts = [subject, previous, trace, event['type']].every((text) => typeof text === 'string');
  if (!numbers || !texts || !isRecord(authority) || (key !== null && typeof key !== 'string')) return undefined;
  // The frame was checked above, the event's type by whoever folds it.
  return value as unknown as Entry;
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    // What is no JSON is no entry; the caller says which one it was.
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
