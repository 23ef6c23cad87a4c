import { documentStart } from '../range.ts';
import type { Finding, DocumentRule } from '../rule.ts';
import { sessionOf } from '../blocking.ts';

/** Whose status it is and what it says must be found without guessing. */
export const statusSchema: DocumentRule = {
  id: 'status/schema',
  scope: 'document',
  severity: 'warning',
  loose: 'info',
  summary: 'A status file in YAML lacks its session or its state.',
  check: (document) => {
    const { kind, path, fields, source } = document;
    if (kind !== 'status' || !/\.ya?ml$/i.test(path) || source.text.trim() === '') return [];
    const finding = (message: string): Finding => ({ file: path, range: documentStart, message });
    return [
      ...(sessionOf(document) === undefined
        ? [finding('This status names no session; add session: followed by its id.')]
        : []),
      ...(fields.some(({ key }) => key === 'status' || key === 'state')
        ? []
        : [finding('This status states no state; add status: followed by a word such as working.')]),
    ];
  },
};
