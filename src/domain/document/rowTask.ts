import { append } from './append.ts';
import { plain } from './inlineText.ts';
import type { Guess } from './model.ts';
import type { Located } from './range.ts';
import { readOwner } from './subject.ts';
import type { Column, TableRow, TaskTable } from './table.ts';
import { startDraft, type TaskContext, type TaskDraft } from './taskDraft.ts';
import { addEstimate, findPaths, readFiles } from './taskFields.ts';
import { findTaskIds, isNothing, readModelCell, readTaskTitle } from './taskText.ts';
import { readTaskWord } from './taskWord.ts';

const mostAbove = 200;

/** Reads the tasks of a table. `canonical` boards state dependencies as ids; elsewhere ids are picked out of prose. */
export function readRows(table: TaskTable, context: TaskContext, guesses: Guess[]): readonly TaskDraft[] {
  const tasks: TaskDraft[] = [];
  for (const row of table.rows) {
    const task = readRow(row, context);
    if (!task) continue;
    readDependencies(task, row, tasks, guesses);
    tasks.push(task);
  }
  return tasks;
}

function readRow(row: TableRow, context: TaskContext): TaskDraft | undefined {
  const cell = (column: Column): Located<string> | undefined => {
    const found = row.cells.get(column);
    return found && found.value !== '' ? found : undefined;
  };
  const text = cell('title');
  if (!text || /^total$/i.test(plain(text.value))) return undefined;
  const said = readTaskTitle(text);
  const task = startDraft(said?.title ?? { ...text, value: plain(text.value) }, 'row', row.range, context);
  const id = cell('id') ?? said?.id;
  if (id && !isNothing(id.value)) task.id = { ...id, value: plain(id.value) };
  if (said?.number !== undefined) task.number = said.number;
  readPlace(task, cell);
  readWork(task, cell, said?.model);
  append(task.notes, row.notes);
  return task;
}

function readPlace(task: TaskDraft, cell: (column: Column) => Located<string> | undefined): void {
  const owner = cell('owner');
  const session = owner && readOwner(owner);
  if (session) task.session = session;
  const phase = cell('phase');
  const number = /(\d{1,4})(?:\.(\d{1,4}))?/.exec(phase?.value ?? '');
  if (phase && number) {
    task.phase = { value: Number(number[1]), range: phase.range };
    if (number[2] !== undefined) task.number = Number(number[2]);
  }
}

function readWork(
  task: TaskDraft,
  cell: (column: Column) => Located<string> | undefined,
  said: Located<string> | undefined,
): void {
  const file = cell('file');
  if (file) append(task.files, file.value.includes(' ') ? pathsOf(file) : readFiles(file));
  const model = cell('model');
  const tier = (model && readModelCell(model)) ?? said;
  if (tier) task.model = tier;
  const priority = cell('priority');
  if (priority && !isNothing(priority.value)) task.priority = { ...priority, value: plain(priority.value) };
  const status = cell('status');
  const word = status && readTaskWord(status.value);
  if (status && word) task.status = { value: word, range: status.range };
  else if (status && !isNothing(status.value)) task.strangeStatus = status;
  for (const column of ['estimate', 'cost'] as const) {
    const estimate = cell(column);
    if (estimate) addEstimate(task, estimate);
  }
}

/** `src/x.py (queries)` and `a/b.ts, c/d.ts` hold paths; a sentence without one holds no deliverable. */
function pathsOf(cell: Located<string>): readonly Located<string>[] {
  const paths = findPaths(cell);
  return paths.length > 0 ? paths : readFiles(cell).filter((file) => !file.value.includes(' '));
}

function readDependencies(task: TaskDraft, row: TableRow, before: readonly TaskDraft[], guesses: Guess[]): void {
  const cell = row.cells.get('dependencies');
  if (!cell || isNothing(cell.value)) return;
  if (/^all (?:of the )?above\b/i.test(cell.value)) {
    guesses.push({ message: 'read “all above” as every task of the table before this one', range: cell.range });
    // Ids are only known for rows that state one; the limit keeps a hostile table from growing with its square.
    for (const other of before.slice(-mostAbove)) {
      if (other.id) task.dependsOn.push({ value: other.id.value, range: cell.range });
    }
    return;
  }
  const parts = findTaskIds(cell);
  append(task.dependsOn, parts.length > 0 ? parts : wordsAsIds(cell));
}

/** Ids that follow no pattern (`build-ui, build-api`): a list of single words. Prose names no task. */
function wordsAsIds(cell: Located<string>): readonly Located<string>[] {
  const parts = readFiles(cell);
  return parts.every((part) => /^[\w.-]{1,80}$/.test(part.value) && /[\d-]/.test(part.value)) ? parts : [];
}
