import { nearest } from '../nearest.ts';
import type { DocumentRule } from '../rule.ts';
import { readState, stateField, statusStates } from '../statusFields.ts';

/** A word that nobody knows tells nobody whether help is needed. */
export const unknownState: DocumentRule = {
  id: 'status/unknown-state',
  scope: 'document',
  severity: 'warning',
  loose: 'info',
  summary: 'A status file states a state that is not known.',
  check: (document) => {
    const field = stateField(document);
    if (!field) return [];
    const { value, range } = field.value;
    const read = readState(value);
    if (statusStates.some((state) => state === value)) return [];
    const meant = read ?? nearest(value, statusStates);
    const written = document.source.slice(range) === value;
    const advice = read
      ? `it is read as ${read}`
      : meant
        ? `did you mean ${meant}?`
        : `known are ${statusStates.join(', ')}`;
    return [
      {
        file: document.path,
        range,
        message: `${value.slice(0, 60)} is no state of a session; ${advice}${advice.endsWith('?') ? '' : '.'}`,
        ...(meant && written ? { fix: { title: `Replace with ${meant}`, edits: [{ range, newText: meant }] } } : {}),
      },
    ];
  },
};
