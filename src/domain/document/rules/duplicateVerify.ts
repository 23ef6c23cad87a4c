import type { DocumentRule } from '../rule.ts';
import { repeatedItems } from './repeatedItems.ts';

/** The same check twice costs its time twice and proves nothing more. */
export const duplicateVerify: DocumentRule = {
  id: 'phase/duplicate-verify',
  scope: 'document',
  severity: 'warning',
  loose: 'info',
  summary: 'A task verifies with the same command twice.',
  check: (document) => repeatedItems(document, ({ verify }) => verify, 'verifies with'),
};
