import { append } from './append.ts';
import { clip, plain, unmarked } from './inlineText.ts';
import { lineRange, type Located, type Range } from './range.ts';
import { splitRow } from './table.ts';
import { startDraft, type TaskContext, type TaskDraft } from './taskDraft.ts';
import { addEstimate, findPaths, readFiles } from './taskFields.ts';
import { findTier, readTaskTitle } from './taskText.ts';

/** Reads `Title | file | Model | notes`, with or without `Task 1:` or `1.` before it; undefined when the line is no such task. */
export function readPipedLine(text: string, line: number, context: TaskContext): TaskDraft | undefined {
  if (!text.includes('|')) return undefined;
  const cells = splitRow(text, line);
  const [first, ...rest] = cells;
  if (!first || rest.length < 2) return undefined;
  const tier = rest.find((cell) => /^(?:haiku|sonnet|opus)\b/i.test(cell.value));
  const numbered = withoutNumber(first);
  const said = readTaskTitle(numbered.text);
  if (!tier && said?.number === undefined) return undefined;
  if (numbered.text.value.endsWith(':**') || numbered.text.value === '') return undefined;
  const title = said?.title ?? { ...numbered.text, value: plain(numbered.text.value) };
  const task = startDraft(title, 'line', wholeLine(text, line), context);
  const number = said?.number ?? numbered.number;
  if (said?.id) task.id = said.id;
  if (number !== undefined) task.number = number;
  const model = tier ? findTier(tier) : rest[1];
  if (model) task.model = model;
  const file = rest[0];
  if (file && file !== tier) append(task.files, file.value.includes(' ') ? findPaths(file) : readFiles(file));
  const others = rest.filter((cell) => cell !== tier && cell !== file);
  append(
    task.notes,
    others.map((cell) => cell.value),
  );
  return task;
}

function withoutNumber(cell: Located<string>): { text: Located<string>; number?: number } {
  const found = /^(\d{1,5})[.)]\s{1,10}/.exec(cell.value);
  if (!found) return { text: cell };
  const { line, character } = cell.range.start;
  const from = character + found[0].length;
  const text = unmarked({
    value: cell.value.slice(found[0].length),
    range: lineRange(line, from, cell.range.end.character),
  });
  return { text, number: Number(found[1]) };
}

/** Reads `- [ ] F1.1: Title (15 min, Low)` and the same without a box; undefined when the item has no id. */
export function readTaskItem(text: string, line: number, context: TaskContext): TaskDraft | undefined {
  const bullet = /^\s{0,40}[-*+]\s{1,10}(?:\[([ xX])\]\s{1,4})?/.exec(text);
  if (!bullet) return undefined;
  const rest = { value: text.slice(bullet[0].length), range: lineRange(line, bullet[0].length, text.length) };
  const said = readTaskTitle(rest);
  if (!said?.id) return undefined;
  const task = startDraft(said.title, 'item', wholeLine(text, line), context);
  task.id = said.id;
  if (said.model) task.model = said.model;
  if (bullet[1] !== undefined) {
    task.status = { value: bullet[1] === ' ' ? 'available' : 'completed', range: lineRange(line, 0, bullet[0].length) };
  }
  readNote(task, rest);
  return task;
}

/** The brackets at the end of an item: time, priority, model. */
function readNote(task: TaskDraft, rest: Located<string>): void {
  const open = rest.value.lastIndexOf('(');
  const close = rest.value.lastIndexOf(')');
  if (open < 0 || close < open) return;
  const { line, character } = rest.range.start;
  const note = {
    value: clip(rest.value.slice(open + 1, close)),
    range: lineRange(line, character + open + 1, character + close),
  };
  addEstimate(task, note);
  const tier = findTier(note);
  if (tier) task.model = tier;
  const level = /\b(?:critical|high|medium|low)\b/i.exec(note.value)?.[0];
  if (level) task.priority = { value: level, range: note.range };
  const title = task.title.value;
  const cut = title.lastIndexOf('(');
  if (cut > 0 && (task.estimate ?? level ?? tier)) task.title = { ...task.title, value: title.slice(0, cut).trim() };
}

/** Reads a line of a coordination matrix: `1-NDI | work | …` or `1-NDI  P4: work | P5: work`. */
export function readMatrixLine(text: string, line: number, context: TaskContext): readonly TaskDraft[] {
  const lead = /^\s{0,8}(\d{1,3}-[A-Za-z][\w.]{0,40})\s{0,40}(\||P\d{1,3}:)/.exec(text);
  if (!lead?.[1] || !lead[2]) return [];
  const from = text.indexOf(lead[1]);
  const session = { value: lead[1], range: lineRange(line, from, from + lead[1].length) };
  const range = wholeLine(text, line);
  const place = { ...context, session };
  if (lead[2] === '|') {
    const [, work] = splitRow(text, line);
    return work && work.value !== '' ? [startDraft({ ...work, value: plain(work.value) }, 'line', range, place)] : [];
  }
  return splitRow(text.slice(from + lead[1].length), line).flatMap((cell) => {
    const found = /^P(\d{1,3}):\s*(.+)$/.exec(clip(cell.value));
    if (!found?.[2]) return [];
    const phase = { value: Number(found[1]), range };
    return [startDraft({ value: plain(found[2]), range }, 'line', range, { ...place, phase })];
  });
}

function wholeLine(text: string, line: number): Range {
  return lineRange(line, text.length - text.trimStart().length, text.length);
}
