import { trimmed, unmarked } from './inlineText.ts';
import type { Located, Range } from './range.ts';
import type { SourceText } from './sourceText.ts';

/** Columns of a task table, whatever they are called. */
export type Column =
  | 'id'
  | 'title'
  | 'file'
  | 'model'
  | 'status'
  | 'dependencies'
  | 'owner'
  | 'phase'
  | 'priority'
  | 'estimate'
  | 'cost'
  | 'notes';

const columnNames: Readonly<Record<string, Column>> = {
  __proto__: null as never,
  id: 'id',
  'task id': 'id',
  task: 'title',
  'task name': 'title',
  title: 'title',
  name: 'title',
  'main tasks': 'title',
  file: 'file',
  files: 'file',
  deliverable: 'file',
  deliverables: 'file',
  model: 'model',
  agents: 'model',
  status: 'status',
  state: 'status',
  dependencies: 'dependencies',
  'depends on': 'dependencies',
  deps: 'dependencies',
  blockers: 'dependencies',
  'blocked by': 'dependencies',
  owner: 'owner',
  session: 'owner',
  assigned: 'owner',
  'assigned to': 'owner',
  'claimed by': 'owner',
  phase: 'phase',
  priority: 'priority',
  est: 'estimate',
  'est.': 'estimate',
  estimate: 'estimate',
  estimated: 'estimate',
  time: 'estimate',
  cost: 'cost',
};

/** One row with its cells by column; a cell that is not there has no entry. `notes` are the cells of columns that are not ours. */
export interface TableRow {
  readonly range: Range;
  readonly cells: ReadonlyMap<Column, Located<string>>;
  readonly notes: readonly string[];
}

/** A table of tasks: which columns it has and its rows. */
export interface TaskTable {
  readonly columns: ReadonlySet<Column>;
  readonly rows: readonly TableRow[];
}

/** Reads the table of the lines `start` up to and without `end`; undefined when it lists no tasks. */
export function readTaskTable(source: SourceText, start: number, end: number): TaskTable | undefined {
  const columns = columnsOf(source, start);
  const known = new Set<Column>(columns);
  if (!known.has('title') || known.size < 2) return undefined;
  const rows: TableRow[] = [];
  for (let line = start + 2; line < end; line++) {
    const cells = splitRow(source.line(line), line);
    if (cells.every((cell) => cell.value === '')) continue;
    rows.push(toRow(columns, cells, source.linesRange(line, line + 1)));
  }
  return { columns: known, rows };
}

/** The columns of the table whose head is in `line`, from left to right; `notes` for those that are not ours. */
export function columnsOf(source: SourceText, line: number): readonly Column[] {
  const header = splitRow(source.line(line), line).map(
    (cell) => columnNames[cell.value.toLowerCase().replaceAll('*', '')] ?? 'notes',
  );
  // `Task | File | Deliverable`: the file column holds the deliverable, the other one says more about it.
  return header.map((column, index) => (column !== 'notes' && header.indexOf(column) !== index ? 'notes' : column));
}

function toRow(columns: readonly Column[], cells: readonly Located<string>[], range: Range): TableRow {
  const named = new Map<Column, Located<string>>();
  const notes: string[] = [];
  for (const [index, cell] of cells.entries()) {
    const column = columns[index] ?? 'notes';
    if (column === 'notes') {
      if (cell.value !== '') notes.push(cell.value);
    } else named.set(column, cell);
  }
  return { range, cells: named, notes };
}

/** Cells of a pipe row; a backslash before a bar keeps it. Marks around a whole cell are taken off. */
export function splitRow(text: string, line: number): readonly Located<string>[] {
  const bars: number[] = [];
  for (let at = text.indexOf('|'); at >= 0; at = text.indexOf('|', at + 1)) {
    if (text.charAt(at - 1) !== '\\') bars.push(at);
  }
  const first = bars[0];
  const from = first !== undefined && text.slice(0, first).trim() === '' ? first + 1 : 0;
  const last = bars.at(-1);
  const closed = last !== undefined && last >= from && text.slice(last + 1).trim() === '';
  const inner = bars.filter((bar) => bar >= from && !(closed && bar === last));
  const edges = [from - 1, ...inner, closed ? last : text.length];
  return edges.slice(1).map((to, index) => unmarked(trimmed(line, text, (edges[index] ?? -1) + 1, to)));
}
