import { isUsableId } from '../identifiers.ts';
import { lineEndOf } from '../lineEdits.ts';
import { applyFixes } from '../fixes.ts';
import type { SwarmDocument, TaskNode } from '../model.ts';
import type { Parsers } from '../parsers.ts';
import type { TextEdit } from '../problem.ts';
import { lineRange, type Range } from '../range.ts';
import { readDocument } from '../readDocument.ts';
import { canonicalKeys } from '../taskFields.ts';
import { readFields } from '../fields.ts';
import { resolveDependency, type PlacedTask, type World } from '../world.ts';
import { allDocuments, type LanguageWorld, type Place } from './languageWorld.ts';
import type { Mention } from './mention.ts';
import { mentionAt, mentionsOf } from './mentions.ts';

/** What is not renamed, and why: one sentence with the next step. */
export interface Refusal {
  readonly kind: 'refused';
  readonly reason: string;
}

/** What would be renamed. */
export interface RenameSubject {
  readonly kind: 'subject';
  readonly range: Range;
  readonly id: string;
}

/** The edits of a rename by document; only documents that change are there. */
export interface RenameEdits {
  readonly kind: 'edits';
  readonly files: readonly { readonly path: string; readonly edits: readonly TextEdit[] }[];
}

const refuse = (reason: string): Refusal => ({ kind: 'refused', reason });

/** Says whether what stands at the place can be renamed: only ids of tasks that a document states and that no agent has begun. */
export function prepareRename(place: Place): RenameSubject | Refusal {
  const found = subjectAt(place);
  if ('reason' in found) return found;
  return { kind: 'subject', range: found.mention.range, id: found.target.task.id.value };
}

interface Subject {
  readonly mention: Extract<Mention, { kind: 'task' }>;
  readonly target: PlacedTask;
}

function subjectAt(place: Place): Subject | Refusal {
  const mention = mentionAt(place);
  if (mention?.kind !== 'task') return refuse('Only ids of tasks are renamed; put the cursor on one.');
  const { target, text } = mention;
  if (!target) return refuse(`No document states the task ${text.slice(0, 80)}; correct the id instead.`);
  const { id: written, shape } = target.task;
  const id = written.value;
  if (written.implicit && shape !== 'heading')
    return refuse(`${id} has no id of its own where it stands; write one into its row first.`);
  const standing = place.live?.get(id.toLowerCase());
  if (standing && begun.has(standing.status)) {
    return refuse(
      `The ledger knows ${id} as ${standing.status} under this id; a task keeps its id once an agent has taken it.`,
    );
  }
  return { mention, target };
}

const begun = new Set(['claimed', 'verifying', 'awaiting-approval', 'completed', 'failed']);

/**
 * Gives the task at the place another id, in every document of its world. A task without a written id gets an `ID` line. The changed texts are
 * read again, and the rename is refused when anything but this id would be read from them.
 */
export function renameTask(place: Place, newId: string, parsers: Parsers): RenameEdits | Refusal {
  const found = subjectAt(place);
  if ('reason' in found) return found;
  const { target } = found;
  const wanted = newId.trim();
  const problem = whyUnusable(place, target, wanted);
  if (problem !== undefined) return refuse(problem);
  if (wanted === target.task.id.value) return { kind: 'edits', files: [] };
  const files = allDocuments(place.world).flatMap((document) => {
    const edits = editsIn(place.world, document, target, wanted);
    return edits.length > 0 ? [{ document, edits }] : [];
  });
  const isSafe = files.every(({ document, edits }) => {
    const again = readDocument({ path: document.path, text: applyFixes(document.source.text, edits) }, parsers);
    return readsAs(place.world, document, again, { target, newId: wanted });
  });
  if (!isSafe) {
    const reason = `These documents would not be read the same with the id ${wanted}; choose one of the form of ${target.task.id.value}.`;
    return refuse(reason);
  }
  return { kind: 'edits', files: files.map(({ document, edits }) => ({ path: document.path, edits })) };
}

function whyUnusable({ world }: LanguageWorld, target: PlacedTask, wanted: string): string | undefined {
  if (!isUsableId(wanted))
    return `The id "${wanted.slice(0, 60)}" cannot be used; write letters, digits, dots, dashes and underscores, starting with a letter or digit.`;
  const own = target.task.id.value.toLowerCase();
  const lower = wanted.toLowerCase();
  if (lower === own) return undefined;
  const other = world.documents.find(({ tasks }) => tasks.some(({ id }) => id.value.toLowerCase() === lower));
  return other ? `The id ${wanted} is taken by a task in ${other.path}; choose another one.` : undefined;
}

function editsIn(world: World, document: SwarmDocument, target: PlacedTask, newId: string): readonly TextEdit[] {
  return mentionsOf(world, document).flatMap((mention) => {
    if (mention.kind !== 'task' || mention.target !== target) return [];
    if (mention.role === 'implicit') return idLine(document, target.task, newId);
    // A view without a written id only happens to have the same place.
    return mention.range.start.line === mention.range.end.line && isWritten(document, mention)
      ? [{ range: mention.range, newText: newId }]
      : [];
  });
}

function isWritten(document: SwarmDocument, { range, text }: Mention): boolean {
  return document.source.slice(range) === text;
}

/** An `ID` line as the first of the task's fields, or behind its last line. */
function idLine(document: SwarmDocument, task: TaskNode, id: string): readonly TextEdit[] {
  if (task.shape !== 'heading') return [];
  const { source } = document;
  const end = lineEndOf(source);
  for (let line = task.range.end.line + 1; line <= task.body.end.line; line++) {
    const [field] = readFields(line, source.line(line));
    if (!field?.bulleted || !isFieldOfTask(field.key)) continue;
    const indent = /^\s*/.exec(source.line(line))?.[0] ?? '';
    return [{ range: lineRange(line, 0, 0), newText: `${indent}- **ID:** ${id}${end}` }];
  }
  const last = lastTextLine(document, task);
  const at = source.line(last).length;
  return [{ range: lineRange(last, at, at), newText: `${end}${end}- **ID:** ${id}` }];
}

const fieldKeys = new Set(canonicalKeys.map((key) => key.toLowerCase()));
const isFieldOfTask = (key: string) => fieldKeys.has(key);

function lastTextLine({ source }: SwarmDocument, { range, body }: TaskNode): number {
  let line = body.end.line;
  while (line > range.end.line && source.line(line).trim() === '') line--;
  return line;
}

/** Whether `after` states the tasks of `before` with nothing changed but the one id. */
function readsAs(
  world: World,
  before: SwarmDocument,
  after: SwarmDocument,
  change: { readonly target: PlacedTask; readonly newId: string },
): boolean {
  const { target, newId } = change;
  const wanted = before.tasks.map((task) => {
    const isIt = task === target.task || (!task.id.implicit && isSameId(task.id.value, target.task.id.value));
    const dependsOn = task.dependsOn.map((written) =>
      resolveDependency(world, { task }, written) === target ? newId : written.value,
    );
    return [isIt ? newId : task.id.value, task.title.value, ...dependsOn].join('\n');
  });
  const found = after.tasks.map(({ id, title, dependsOn }) =>
    [id.value, title.value, ...dependsOn.map(({ value }) => value)].join('\n'),
  );
  return wanted.length === found.length && wanted.every((text, index) => text === found[index]);
}

const isSameId = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
