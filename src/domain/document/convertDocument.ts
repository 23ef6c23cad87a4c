import { writeCanonicalTask } from './canonicalTask.ts';
import { lineEndOf } from './lineEdits.ts';
import type { SwarmDocument, TaskNode } from './model.ts';
import type { Parsers } from './parsers.ts';
import { noPhaseInName, readDocument, type DocumentText } from './readDocument.ts';
import { shortSession } from './subject.ts';
import { haveSameTasks } from './taskEquality.ts';
import { unusedLines } from './unusedLines.ts';

/** A document in canonical form: one file, or one for each session and phase that it held; or why there is none. */
export type Conversion =
  | { readonly kind: 'converted'; readonly files: readonly DocumentText[] }
  | { readonly kind: 'already-canonical' | 'no-plan' | 'cannot-keep-plan' };

/** How careful the writer is: what is quoted is never read as a part of the plan. */
interface Care {
  readonly quoteLead: boolean;
  readonly quoteBriefs: boolean;
}
const attempts: readonly Care[] = [
  { quoteLead: false, quoteBriefs: false },
  { quoteLead: true, quoteBriefs: false },
  { quoteLead: true, quoteBriefs: true },
];

/**
 * Writes the canonical form of a legacy phase file. Every task is read back as it was, and every line of the document stands in the
 * result: in its task, in the lead, or as a quotation at the end.
 */
export function convertDocument(document: SwarmDocument, parsers: Parsers): Conversion {
  if (document.kind !== 'phase' || document.tasks.length === 0) return { kind: 'no-plan' };
  if (document.guesses.every(({ message }) => message === noPhaseInName)) return { kind: 'already-canonical' };
  const groups = groupTasks(document);
  for (const care of attempts) {
    const files = writeFiles(document, groups, care);
    const isSame = files.every((file, index) =>
      haveSameTasks(groups[index]?.tasks ?? [], readDocument(file, parsers).tasks),
    );
    if (isSame) return { kind: 'converted', files };
  }
  return { kind: 'cannot-keep-plan' };
}

interface Group {
  readonly path: string;
  readonly session?: string;
  readonly phase?: number;
  readonly tasks: readonly TaskNode[];
}

function groupTasks(document: SwarmDocument): readonly Group[] {
  const groups = [
    ...Map.groupBy(
      document.tasks.map(withoutProseModel),
      ({ session, phase }) => `${session?.value ?? ''}\n${phase?.value ?? ''}`,
    ).values(),
  ];
  return groups.map((tasks) => {
    const session = tasks[0]?.session?.value;
    const phase = tasks[0]?.phase?.value;
    const place = { ...(session === undefined ? {} : { session }), ...(phase === undefined ? {} : { phase }) };
    return { path: pathOf(document, { ...place, isOnly: groups.length === 1 }), ...place, tasks };
  });
}

/** A column called model that holds a sentence names no model: it becomes a part of the description. */
function withoutProseModel(task: TaskNode): TaskNode {
  const { model, ...rest } = task;
  if (!model || /^[\w.-]{1,60}$/.test(model.value)) return task;
  return { ...rest, brief: [task.brief, model.value].filter((text) => text !== '').join('\n') };
}

/** The document's own path where its name says all, else the canonical name in the same folder. */
function pathOf(
  { path, name }: SwarmDocument,
  { session, phase, isOnly }: { readonly session?: string; readonly phase?: number; readonly isOnly: boolean },
): string {
  const isNamed =
    session === undefined || (name.session === session && (phase === undefined || name.phases !== undefined));
  const isSingle = phase === undefined || (name.phases?.from === phase && name.phases.to === phase);
  if (isOnly && isNamed && isSingle && /\.md$/i.test(path)) return path;
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const label = (session ?? 'ANY').replaceAll(/[^\w.-]+/g, '-');
  return `${folder}INSTRUCTIONS-SESSION-${label}${phase === undefined ? '' : `-PHASE-${phase}`}${name.revised ? '-REVISED' : ''}.md`;
}

/** The files of all groups; what none of them holds stands as a quotation at the end of the first. */
function writeFiles(document: SwarmDocument, groups: readonly Group[], care: Care): readonly DocumentText[] {
  const bodies = groups.map((group, index) =>
    writeBody(document, group, { care, isFirst: index === 0, isOnly: groups.length === 1 }),
  );
  const left = unusedLines(document, bodies.flat());
  const notes = left.length > 0 ? ['## Notes of the earlier plan', '', ...left.map((line) => `> ${line}`), ''] : [];
  const eol = lineEndOf(document.source);
  return groups.map(({ path }, index) => {
    const body = bodies[index] ?? [];
    return { path, text: (index === 0 ? [...body, ...notes] : body).join(eol) };
  });
}

function writeBody(
  document: SwarmDocument,
  group: Group,
  { care, isFirst, isOnly }: { readonly care: Care; readonly isFirst: boolean; readonly isOnly: boolean },
): readonly string[] {
  const parts = [
    [headingLine(document, group, isOnly)],
    ...(isFirst ? leadOf(document, care) : []),
    fieldLines(document, /^(?:blocked on|idle tasks?|idle)$/),
    ...numbered(group).map((one) => writeCanonicalTask({ ...one, brief: briefOf(one.task, care) })),
    fieldLines(document, /^completion$/),
  ];
  return parts.flatMap((part) => (part.length > 0 ? [...part, ''] : []));
}

function headingLine({ heading, source, tasks }: SwarmDocument, { session, phase }: Group, isOnly: boolean): string {
  const own = heading && source.line(heading.range.start.line).trim();
  const isTask = tasks.some(({ range }) => range.start.line === heading?.range.start.line);
  if (isOnly && own && !isTask) return own;
  return `# Session ${session ?? 'any'}${phase === undefined ? '' : ` - Phase ${phase}`}`;
}

/** What stands between the document's heading and its first task, apart from fields that are written elsewhere. */
function leadOf(document: SwarmDocument, { quoteLead }: Care): readonly (readonly string[])[] {
  if (quoteLead) return [];
  const from = document.heading ? document.heading.range.start.line + 1 : 0;
  const to = Math.min(...document.tasks.map(({ range }) => range.start.line), document.source.lines.length);
  const taken = new Set(document.fields.map(({ keyRange }) => keyRange.start.line));
  const lines = document.source.lines.slice(from, Math.max(from, to)).filter((_, index) => !taken.has(from + index));
  // The head of a table whose rows have become tasks is no text any more.
  const text = trimBlank(lines.slice(0, lines.findLastIndex((line) => !line.trimStart().startsWith('|')) + 1));
  return text.length > 0 ? [text] : [];
}

function fieldLines(document: SwarmDocument, keys: RegExp): readonly string[] {
  return document.fields
    .filter(({ key, value }) => keys.test(key) && value.value !== '')
    .map(({ key, value }) => {
      const name = key.startsWith('idle') ? 'idle tasks' : key;
      return `**${name.charAt(0).toUpperCase()}${name.slice(1)}:** ${value.value}`;
    });
}

function numbered({ tasks, session, phase }: Group): readonly { task: TaskNode; number: number; withId: boolean }[] {
  const place = `${session === undefined ? '' : `S${shortSession(session)}.`}${phase === undefined ? '' : `P${phase}.`}`;
  const given = tasks.map(({ id }) =>
    id.value.startsWith(`${place}T`) ? Number(/^\d{1,5}$/.exec(id.value.slice(place.length + 1))?.[0] ?? 0) : 0,
  );
  const used = new Set(given);
  let next = 1;
  return tasks.map((task, index) => {
    const own = given[index] ?? 0;
    if (own > 0 && given.indexOf(own) === index)
      return { task, number: own, withId: task.id.value !== `${place}T${own}` };
    while (used.has(next)) next++;
    used.add(next);
    return { task, number: next, withId: true };
  });
}

function briefOf(task: TaskNode, { quoteBriefs }: Care): readonly string[] {
  if (task.brief === '') return [];
  const lines = trimBlank(task.brief.split('\n'));
  const text = quoteBriefs ? lines.map((line) => (line === '' ? '>' : `> ${line}`)) : lines;
  // Without the blank line the fields would go on with a list or quotation that ends the brief.
  return [...text, ''];
}

function trimBlank(lines: readonly string[]): readonly string[] {
  const from = lines.findIndex((line) => line.trim() !== '');
  return from < 0 ? [] : lines.slice(from, lines.findLastIndex((line) => line.trim() !== '') + 1);
}
