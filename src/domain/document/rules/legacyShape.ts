import type { DocumentRule } from '../rule.ts';

/** Says what a lenient reading took for granted, so that nobody has to find out at launch. */
export const legacyShape: DocumentRule = {
  id: 'document/legacy-shape',
  scope: 'document',
  severity: 'info',
  summary: 'A document is not in canonical form and was read with guesses.',
  check: (document) => {
    const [first] = document.guesses;
    if (!first || document.tasks.length === 0) return [];
    const said = document.guesses.map(({ message }) => message).join('; ');
    return [{ file: document.path, range: first.range, message: `Read as an older plan: ${said}.` }];
  },
};
