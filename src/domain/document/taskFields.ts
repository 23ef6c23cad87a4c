import { append } from './append.ts';
import { readEstimate } from './estimate.ts';
import { codeOrAll, splitList } from './inlineText.ts';
import type { Field, Written } from './model.ts';
import { lineRange, spanRange } from './range.ts';
import { findTaskIds, isNothing, readModelCell } from './taskText.ts';
import type { TaskDraft } from './taskDraft.ts';
import { readTaskWord } from './taskWord.ts';

/** Keys of the fields of a canonical task, as they are written. */
export const canonicalKeys: readonly string[] = [
  'ID',
  'File',
  'Depends on',
  'Capabilities',
  'Priority',
  'Estimated',
  'Run',
  'Verify',
  'Unblock',
];

/** How a field was understood: as one of ours, by a guess, or not at all; `unreadable` says what is wrong with its value. */
export type FieldReading = 'canonical' | 'guessed' | 'unknown' | { readonly unreadable: string };

/** Puts a field's value into the task. */
export function applyField(task: TaskDraft, field: Field): FieldReading {
  const { value } = field;
  if (value.value === '' && canonicalReaders[field.key]) {
    return { unreadable: `The field ${shown(field)} is empty; write a value or remove it` };
  }
  const canonical = canonicalReaders[field.key];
  if (canonical) return canonical(task, value) ?? 'canonical';
  const guessing = legacyReaders[field.key];
  if (!guessing) return 'unknown';
  guessing(task, value);
  return 'guessed';
}

function shown(field: Field): string {
  return `**${field.key.charAt(0).toUpperCase()}${field.key.slice(1)}:**`;
}

type Reader = (task: TaskDraft, value: Written) => FieldReading | undefined;

const canonicalReaders: Readonly<Record<string, Reader>> = {
  __proto__: null as never,
  id: (task, value) => {
    const id = splitList(value)[0] ?? value;
    if (/\s/.test(id.value))
      return { unreadable: `The id "${id.value.slice(0, 60)}" holds blanks; write one word such as S1.P3.T1` };
    task.id = id;
    return undefined;
  },
  file: (task, value) => append(task.files, readFiles(value)),
  'depends on': (task, value) => {
    if (!isNothing(value.value)) append(task.dependsOn, splitList(value, ',;'));
    return undefined;
  },
  capabilities: (task, value) => {
    if (!isNothing(value.value)) append(task.capabilities, splitList(value, ',;'));
    return undefined;
  },
  priority: (task, value) => {
    task.priority = splitList(value)[0] ?? value;
    return undefined;
  },
  estimated: (task, value) => {
    const estimate = readEstimate(value.value);
    task.estimate = { value: estimate, range: value.range, text: value.value };
    return undefined;
  },
  run: (task, value) => {
    task.run = codeOrAll(value);
    return undefined;
  },
  verify: (task, value) => append(task.verify, readCommands(value)),
  unblock: readUnblock,
};

const legacyReaders: Readonly<Record<string, (task: TaskDraft, value: Written) => void>> = {
  __proto__: null as never,
  files: (task, value) => append(task.files, readFiles(value)),
  'file created': (task, value) => append(task.files, readFiles(value)),
  deliverable: (task, value) => append(task.files, findPaths(value)),
  deliverables: (task, value) => append(task.files, findPaths(value)),
  output: (task, value) => append(task.files, findPaths(value)),
  dependencies: (task, value) => append(task.dependsOn, findTaskIds(value)),
  'blocked until': (task, value) => append(task.dependsOn, findTaskIds(value)),
  requires: (task, value) => append(task.dependsOn, findTaskIds(value)),
  estimate: addEstimate,
  est: addEstimate,
  time: addEstimate,
  'estimated time': addEstimate,
  cost: addEstimate,
  'estimated cost': addEstimate,
  'cost estimate': addEstimate,
  model: (task, value) => setModel(task, value),
  status: (task, value) => {
    const word = readTaskWord(value.value);
    if (word) task.status = { value: word, range: value.range };
  },
};

function setModel(task: TaskDraft, value: Written): void {
  const model = readModelCell(value);
  if (model) task.model = model;
}

/** Adds what a text says of time and cost to what the task already has. */
export function addEstimate(task: TaskDraft, value: Written): void {
  const found = readEstimate(value.value);
  if (found.hours === undefined && found.cost === undefined) return;
  task.estimate = { value: { ...task.estimate?.value, ...found }, range: value.range, text: value.value };
}

/** Deliverables separated by commas; a note in brackets behind a path is left out. */
export function readFiles(value: Written): readonly Written[] {
  if (isNothing(value.value)) return [];
  return splitList(value).map(withoutNote);
}

function withoutNote(file: Written): Written {
  const code = codeOrAll(file);
  const note = code.value.search(/\s\(/);
  const path = note > 0 ? code.value.slice(0, note) : code.value;
  const { line, character } = code.range.start;
  return { value: path, range: lineRange(line, character, character + path.length) };
}

/** Paths that stand in prose: words with a slash that end like a file, a folder or a glob. */
export function findPaths(value: Written): readonly Written[] {
  const { line, character } = value.range.start;
  return [...value.value.slice(0, 2_000).matchAll(/[\w.@*~/{}-]{1,300}/g)]
    .filter((found) => found[0].includes('/') && /(?:\.\w{1,8}|\/|\*)$/.test(found[0]) && !/^\d+\/\d+$/.test(found[0]))
    .map((found) => ({
      value: found[0],
      range: lineRange(line, character + found.index, character + found.index + found[0].length),
    }));
}

/** Commands in backticks, each its own; without backticks the whole text is one. */
function readCommands(value: Written): readonly Written[] {
  const commands: Written[] = [];
  const { line, character } = value.range.start;
  let from = 0;
  for (;;) {
    const open = value.value.indexOf('`', from);
    const close = open < 0 ? -1 : value.value.indexOf('`', open + 1);
    if (close < 0) break;
    commands.push({
      value: value.value.slice(open + 1, close),
      range: lineRange(line, character + open + 1, character + close),
    });
    from = close + 1;
  }
  return commands.length > 0 ? commands : [value];
}

function readUnblock(task: TaskDraft, value: Written): FieldReading | undefined {
  const dot = value.value.indexOf('·');
  const { line, character } = value.range.start;
  const at = (from: number, to: number): Written => ({
    value: value.value.slice(from, to),
    range: lineRange(line, character + from, character + to),
  });
  const capabilities = dot < 0 ? [] : splitList(at(0, dot));
  const run =
    dot < 0 ? undefined : codeOrAll(splitList(at(dot + 1, value.value.length), '')[0] ?? at(dot + 1, dot + 1));
  if (!run || run.value === '' || capabilities.length === 0) {
    return { unreadable: 'Unblocking needs capabilities and a command; write e.g. `security:signing · make sign`' };
  }
  const recipe = { capabilities: capabilities.map((capability) => capability.value), run: run.value };
  task.unblock = { value: recipe, range: spanRange(value.range, run.range) };
  return undefined;
}
