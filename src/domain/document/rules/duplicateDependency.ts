import type { DocumentRule } from '../rule.ts';
import { repeatedItems } from './repeatedItems.ts';

/** Mostly a slip of the pen for another task. */
export const duplicateDependency: DocumentRule = {
  id: 'phase/duplicate-dependency',
  scope: 'document',
  severity: 'warning',
  loose: 'info',
  summary: 'A task names the same dependency twice.',
  check: (document) =>
    repeatedItems(document, ({ dependsOn, shape }) => (shape === 'heading' ? dependsOn : []), 'depends on'),
};
