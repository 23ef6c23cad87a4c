import { nearest } from '../nearest.ts';
import type { DocumentRule } from '../rule.ts';
import { canonicalKeys } from '../taskFields.ts';

/** A misspelt field would silently be read as part of the description. */
export const unknownField: DocumentRule = {
  id: 'phase/unknown-field',
  scope: 'document',
  severity: 'warning',
  summary: 'A field of a task is probably misspelt.',
  check: ({ path, strangeFields }) =>
    strangeFields.flatMap(({ key, keyRange }) => {
      const meant = nearest(key, canonicalKeys);
      if (!meant) return [];
      const fix = { title: `Replace with ${meant}`, edits: [{ range: keyRange, newText: `**${meant}:**` }] };
      return [{ file: path, range: keyRange, message: `There is no field “${key}”; did you mean ${meant}?`, fix }];
    }),
};
