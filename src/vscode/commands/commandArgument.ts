/**
 * The id that a command is about: given as a string (from a link or another command) or as the row of a tree.
 * Anything else is undefined, and the command asks.
 */
export function subjectOf(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument;
  if (!isRecord(argument)) return undefined;
  const { kind } = argument;
  if (kind === 'task') return idOf(argument['task']);
  if (kind === 'blocker') return taskOf(argument['blocker']);
  if (kind === 'session') return idOf(argument['session']);
  if (kind === 'notice') return typeof argument['subject'] === 'string' ? argument['subject'] : undefined;
  return idOf(argument);
}

/** The session that a command is about: a session's row, the owner of a task's row, or the session of a blocker's row. */
export function sessionOf(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument;
  if (!isRecord(argument)) return undefined;
  const row = argument['task'] ?? argument['blocker'];
  const session = isRecord(row) ? row['session'] : argument['session'];
  if (typeof session === 'string') return session;
  return idOf(session) ?? idOf(argument);
}

/** The blocker's id, from its id or its row. */
export function blockerOf(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument;
  return isRecord(argument) ? idOf(argument['blocker']) : undefined;
}

/** A session's offer to help with a blocker. */
export interface Offer {
  readonly blocker: string;
  readonly session: string;
}

/** The offer of an offer's row; anything else is undefined, and the command asks. */
export function offerOf(argument: unknown): Offer | undefined {
  if (!isRecord(argument) || argument['kind'] !== 'offer') return undefined;
  const { blocker, session } = argument;
  return typeof blocker === 'string' && typeof session === 'string' ? { blocker, session } : undefined;
}

/** The id that a person's answer is for: given as it is, or as a row of the inbox. */
export function answerOf(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument;
  if (!isRecord(argument)) return undefined;
  return idOf(argument['answer']) ?? subjectOf(argument);
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const idOf = (value: unknown) => (isRecord(value) && typeof value['id'] === 'string' ? value['id'] : undefined);

const taskOf = (value: unknown) => (isRecord(value) && typeof value['task'] === 'string' ? value['task'] : undefined);
