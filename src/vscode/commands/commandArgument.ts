import { parsePlace, type BudgetPlaceView } from '../../protocol/budgetPlace.ts';
import type { BreakerView } from '../../protocol/moneyView.ts';

/**
 * The id that a command is about: given as a string (from a link or another command) or as the row of a tree.
 * Anything else is undefined, and the command asks.
 */
export function subjectOf(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument;
  if (!isRecord(argument)) return undefined;
  const { kind } = argument;
  if (kind === 'task') return idOf(argument['task']);
  if (kind === 'blocker') return ownerOf(argument['blocker']);
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
  return isRecord(argument) ? (idOf(argument['blocker']) ?? idOf(argument['answer'])) : undefined;
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

/** The task that a command is about: as `subjectOf`, or a task or an entry of the witness. */
export function taskOf(argument: unknown): string | undefined {
  if (!isRecord(argument)) return subjectOf(argument);
  if (argument['kind'] === 'witnessTask') return textOf(argument['task']);
  if (argument['kind'] === 'entry') return isRecord(argument['entry']) ? textOf(argument['entry']['task']) : undefined;
  return argument['kind'] === 'task' || argument['kind'] === 'blocker' ? subjectOf(argument) : undefined;
}

/** The entry of the ledger that a command is about, by its number. */
export function entryOf(argument: unknown): number | undefined {
  const entry = isRecord(argument) && argument['kind'] === 'entry' ? argument['entry'] : undefined;
  const sequence = isRecord(entry) ? entry['sequence'] : argument;
  return typeof sequence === 'number' && Number.isSafeInteger(sequence) && sequence > 0 ? sequence : undefined;
}

/** The place that a cap is set for: its key, a row of the cost view or of the inbox, or a session's or task's row; else undefined, and the command asks. */
export function placeOf(argument: unknown): BudgetPlaceView | undefined {
  if (typeof argument === 'string') return parsePlace(argument);
  if (!isRecord(argument)) return undefined;
  const { place, task, session } = argument;
  if (isRecord(place)) {
    const [scope, id] = [textOf(place['scope']) ?? '', textOf(place['id'])];
    return id === undefined ? undefined : parsePlace(id === '' ? scope : `${scope}/${id}`);
  }
  const answered = idOf(argument['answer']);
  if (answered !== undefined) return parsePlace(answered);
  if (idOf(task) !== undefined) return { scope: 'task', id: idOf(task) ?? '' };
  const id = idOf(session) ?? ('role' in argument ? idOf(argument) : undefined);
  return id === undefined ? undefined : { scope: 'session', id };
}

/** The breaker that a command is about, of those that there are: by `kind/name`, or by a row of the cost view or of the inbox. */
export function breakerOf(argument: unknown, breakers: readonly BreakerView[]): BreakerView | undefined {
  const row = isRecord(argument) ? argument : {};
  const own = row['breaker'];
  const key = isRecord(own)
    ? `${textOf(own['kind']) ?? ''}/${idOf(own) ?? ''}`
    : (textOf(argument) ?? idOf(row['answer']));
  return breakers.find(({ kind, id }) => `${kind}/${id}` === key);
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const idOf = (value: unknown) => (isRecord(value) && typeof value['id'] === 'string' ? value['id'] : undefined);

const ownerOf = (value: unknown) => (isRecord(value) && typeof value['task'] === 'string' ? value['task'] : undefined);
