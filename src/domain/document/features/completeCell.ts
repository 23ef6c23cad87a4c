import type { Range } from '../range.ts';
import { columnsOf, type Column } from '../table.ts';
import { boardStatuses, modelCandidates, priorities, sessionCandidates, taskCandidates } from './candidates.ts';
import { completionsFor, type Candidate, type Completions } from './completionItem.ts';
import type { Place } from './languageWorld.ts';

const mostRows = 2_000;

/** What may be written in the cell of a task table. */
export function completeCell(
  place: Place,
  word: { readonly range: Range; readonly typed: string },
): Completions | undefined {
  const column = columnAt(place);
  return column && completionsFor(word, candidatesFor(place, column));
}

function candidatesFor(place: Place, column: Column): readonly Candidate[] {
  switch (column) {
    case 'status':
      return boardStatuses;
    case 'dependencies':
      return taskCandidates(place, ({ document }) => document === place.document);
    case 'owner':
      return sessionCandidates(place.world);
    case 'model':
      return modelCandidates(place.world);
    case 'priority':
      return priorities;
    case 'id':
    case 'title':
    case 'file':
    case 'phase':
    case 'estimate':
    case 'cost':
    case 'notes':
      return [];
  }
}

/** The column of the cell that the cursor is in; undefined outside of a table of tasks and in its head. */
function columnAt({ document: { source }, position }: Place): Column | undefined {
  let top = position.line;
  while (top > 0 && position.line - top < mostRows && source.line(top - 1).includes('|')) top--;
  const isRow = position.line >= top + 2 && /^[\s|:-]+$/.test(source.line(top + 1));
  if (!isRow) return undefined;
  const text = source.line(position.line);
  const before = text.slice(0, position.character);
  const bars = [...before.matchAll(/(?<!\\)\|/g)].length;
  return columnsOf(source, top)[text.trimStart().startsWith('|') ? bars - 1 : bars];
}
