import { nearest } from '../nearest.ts';
import type { DocumentRule } from '../rule.ts';

const words = ['AVAILABLE', 'CLAIMED', 'IN PROGRESS', 'BLOCKED', 'PENDING', 'COMPLETED', 'FAILED'];

/** A word that nobody knows says nothing of the task. */
export const boardUnknownStatus: DocumentRule = {
  id: 'board/unknown-status',
  scope: 'document',
  severity: 'warning',
  loose: 'info',
  summary: 'The status of a row is no known word or sign.',
  check: ({ path, kind, tasks, source }) =>
    kind === 'board'
      ? tasks.flatMap(({ id, strangeStatus }) => {
          if (!strangeStatus) return [];
          const { value, range } = strangeStatus;
          const meant = nearest(value, words);
          const advice = meant ? `did you mean ${meant}?` : `write one of ${words.join(', ')}.`;
          const isFixable = meant !== undefined && source.slice(range) === value;
          const fix = { title: `Replace with ${meant}`, edits: [{ range, newText: meant ?? '' }] };
          const message = `The status ${value.slice(0, 60)} of ${id.value} is not known; ${advice}`;
          return [{ file: path, range, message, ...(isFixable ? { fix } : {}) }];
        })
      : [],
};
