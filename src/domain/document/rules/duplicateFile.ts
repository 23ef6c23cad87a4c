import type { DocumentRule } from '../rule.ts';
import { repeatedItems } from './repeatedItems.ts';

/** Mostly a slip of the pen for another file. */
export const duplicateFile: DocumentRule = {
  id: 'phase/duplicate-file',
  scope: 'document',
  severity: 'warning',
  loose: 'info',
  summary: 'A task names the same deliverable twice.',
  check: (document) => repeatedItems(document, ({ files, shape }) => (shape === 'heading' ? files : []), 'delivers'),
};
