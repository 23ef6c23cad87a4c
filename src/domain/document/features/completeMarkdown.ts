import { sessionOf } from '../blocking.ts';
import { readFields } from '../fields.ts';
import { isIdleField } from '../idleEntries.ts';
import type { Field, SwarmDocument } from '../model.ts';
import { comparePositions, lineRange } from '../range.ts';
import { matchSession } from '../subject.ts';
import type { PlacedTask } from '../world.ts';
import {
  boardStatuses,
  capabilityCandidates,
  modelCandidates,
  prerequisiteCandidates,
  priorities,
  ruleCandidates,
  sessionCandidates,
  taskCandidates,
} from './candidates.ts';
import { completeCell } from './completeCell.ts';
import { completeStatusLine } from './completeStatus.ts';
import { completionsFor, wordAround, type Candidate, type Completions } from './completionItem.ts';
import { documentFieldGuide, taskFieldGuide, type FieldGuide } from './fieldGuide.ts';
import type { Place } from './languageWorld.ts';

/** Nobody types that far into a line, and the patterns below look at all of what is before the cursor. */
const longestLine = 2_000;

/** What may be written at a place of a markdown document; `isTyped` when the editor asks by itself, not the person. */
export function completeMarkdown(place: Place, isTyped: boolean): Completions | undefined {
  const { document, position, world } = place;
  if (position.character > longestLine) return undefined;
  const text = document.source.line(position.line);
  const before = text.slice(0, position.character);
  const word = wordAround(document.source, position);
  if (/s2-disable-next-line\s[^>]*$/.test(before)) return completionsFor(word, ruleCandidates());
  if (document.kind === 'status' || document.kind === 'multi-session-status') {
    const found = completeStatusLine(place, before);
    if (found) return found;
  }
  if (isFenced(place)) return undefined;
  const field = readFields(position.line, text).findLast(
    ({ keyRange }) => comparePositions(keyRange.end, position) <= 0,
  );
  if (field) return completionsFor(word, fieldCandidates(place, field, before));
  if (/^#{2,4}\s+\S.*\([\w.-]{0,60}$/.test(before)) return completionsFor(word, modelCandidates(world, true));
  if (text.includes('|')) return completeCell(place, word);
  return completeKey(place, before, isTyped);
}

function isFenced({ document, position }: Place): boolean {
  return document.fences.some(({ start, end }) => start.line <= position.line && position.line <= end.line);
}

function fieldCandidates(place: Place, field: Field, before: string): readonly Candidate[] {
  const { world, document } = place;
  if (isIdleField(field)) return idleCandidates(place, before);
  switch (field.key) {
    case 'depends on':
    case 'dependencies': {
      const own = taskAt(place);
      return own ? prerequisiteCandidates(place, own) : taskCandidates(place);
    }
    case 'blocked on':
      return blockerCandidates(place, before);
    case 'capabilities':
      return capabilityCandidates(world);
    case 'unblock':
      return before.includes('·') ? [] : capabilityCandidates(world);
    case 'priority':
      return priorities;
    case 'status':
      return document.kind === 'phase' || document.kind === 'board' ? boardStatuses : [];
    case 'model':
      return modelCandidates(world);
    case 'id':
      return idCandidates(place);
    case 'estimated':
      return ['30 minutes, $1', '1 hour, $2', '2 hours, $4', '4 hours, $8'].map((label) => ({ label, kind: 'value' }));
    default:
      return [];
  }
}

/** Sessions first; behind `session-4 ·` the tasks of that session, by their place within it. */
function blockerCandidates(place: Place, before: string): readonly Candidate[] {
  const { world, document } = place;
  const named = /([A-Za-z0-9][\w.-]{0,80})\s{0,4}·\s{0,4}[\w.]{0,80}$/.exec(before)?.[1];
  const session = named === undefined ? undefined : matchSession(named, world.manifest?.sessions ?? []);
  if (!session) return [...sessionCandidates(world, sessionOf(document)), ...taskCandidates(place)];
  return world.tasks.flatMap((placed) => {
    if (placed.session !== session) return [];
    const { id, title } = placed.task;
    return [{ label: /(?:^|\.)(P\d+\.T\d+)$/i.exec(id.value)?.[1] ?? id.value, kind: 'task', detail: title.value }];
  });
}

function idleCandidates(place: Place, before: string): readonly Candidate[] {
  const { world, document } = place;
  const own = sessionOf(document);
  if (/\bhelp\s{1,4}[\w.-]{0,80}$/i.test(before)) {
    return sessionCandidates(world, own).map((one) => ({ ...one, newText: `${one.label}: ` }));
  }
  const starters: readonly Candidate[] = [
    { label: 'help', kind: 'field', detail: 'work for another session', newText: 'help ', rank: 0 },
    { label: 'own:', kind: 'field', detail: 'work of its own', newText: 'own: ', rank: 0 },
  ];
  const isStart = /(?:\*\*:?|;|:\*\*)\s*\w*$/.test(before);
  const session = own === undefined ? undefined : matchSession(own, world.manifest?.sessions ?? []);
  return [...(isStart ? starters : []), ...taskCandidates(place, (placed) => placed.session === session)];
}

/** The id that the task has without writing one. */
function idCandidates(place: Place): readonly Candidate[] {
  const task = taskAt(place)?.task;
  const number = /^#{2,4}\s+task\s+(\d{1,5})/i.exec(place.document.source.line(task?.range.start.line ?? -1))?.[1];
  const { name, heading } = place.document;
  const session = name.session ?? heading?.session?.value;
  const phase = name.phases?.from ?? heading?.phases?.value.from;
  if (number === undefined || session === undefined || phase === undefined) return [];
  return [
    { label: `S${session.replace(/^(?:session|agent)[-_]/i, '').split(/[-_]/)[0]}.P${phase}.T${number}`, kind: 'task' },
  ];
}

/** The task whose lines the place is in: the last heading above it that states one. */
export function taskAt({ world, document, position }: Place): PlacedTask | undefined {
  const task = document.tasks.findLast(({ range }) => range.start.line <= position.line);
  if (!task) return undefined;
  return world.byId.get(task.id.value.toLowerCase())?.find((placed) => placed.task === task) ?? { task, document };
}

/** Names of fields: a task's at a list item within it, the document's at the edge of a line. */
function completeKey(place: Place, before: string, isTyped: boolean): Completions | undefined {
  const { document, position } = place;
  const item = /^(\s{0,12}[-*+]\s+)(\**[\p{L} ]{0,40})$/u.exec(before);
  const edge = /^()(\**[\p{L} ]{0,40})$/u.exec(before);
  const [, lead = '', typed = ''] = item ?? edge ?? [];
  if ((!item && !edge) || document.kind !== 'phase' || (isTyped && !typed.startsWith('**'))) return undefined;
  const after = /^[*:]{0,3}/.exec(document.source.line(position.line).slice(position.character))?.[0] ?? '';
  const range = lineRange(position.line, lead.length, position.character + after.length);
  const task = taskAt(place)?.task;
  const guides = item ? missingFields(document, place) : documentFieldGuide;
  if (item && (!task || task.shape !== 'heading')) return undefined;
  const items = guides.map(({ key, about }): Candidate => ({
    label: key,
    kind: 'field',
    detail: about,
    newText: `**${key}:** `,
  }));
  return completionsFor({ range, typed: typed.replaceAll('*', '').trim() }, items);
}

/** The fields that the task does not have yet, and those that it may have again. */
function missingFields({ source, tasks }: SwarmDocument, { position }: Place): readonly FieldGuide[] {
  const task = tasks.findLast(({ range }) => range.start.line <= position.line);
  const next = tasks.find(({ range }) => range.start.line > position.line);
  const from = task?.range.start.line ?? position.line;
  const to = Math.min(next?.range.start.line ?? source.lines.length, from + longestLine);
  const present = new Set<string>();
  for (let line = from; line < to; line++) for (const { key } of readFields(line, source.line(line))) present.add(key);
  return taskFieldGuide.filter(({ key, repeats }) => repeats ?? !present.has(key.toLowerCase()));
}
