import type { Range } from '../range.ts';

/** One thing that a card says. Texts come from documents and agents: they are shown as they are, never as markup. */
export interface CardRow {
  readonly label: string;
  readonly text: string;
}

/** What is shown over a stretch of a document. */
export interface HoverCard {
  readonly range: Range;
  readonly title: string;
  readonly rows: readonly CardRow[];
}
