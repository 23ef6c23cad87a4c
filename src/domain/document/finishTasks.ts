import type { TaskNode, WrittenId } from './model.ts';
import type { SourceText } from './sourceText.ts';
import { shortSession } from './subject.ts';
import type { TaskDraft } from './taskDraft.ts';

/** Turns drafts into tasks: gives the ones without an id the one that follows from session, phase and number, and takes their briefs. */
export function finishTasks(source: SourceText, drafts: readonly TaskDraft[]): readonly TaskNode[] {
  const numbers = new Map<string, Numbers>();
  for (const draft of drafts) {
    if (draft.number !== undefined && !draft.id) numbersOf(numbers, draft).used.add(draft.number);
  }
  return drafts.map((draft) => finishTask(source, draft, identify(draft, numbers)));
}

/** The numbers that the tasks of one session and phase have, and where to look for the next free one. */
interface Numbers {
  readonly used: Set<number>;
  next: number;
}

function identify(draft: TaskDraft, numbers: Map<string, Numbers>): WrittenId {
  if (draft.id) return { ...draft.id, implicit: false };
  const taken = numbersOf(numbers, draft);
  if (draft.number === undefined) {
    while (taken.used.has(taken.next)) taken.next++;
  }
  const number = draft.number ?? taken.next++;
  return { value: `${placeOf(draft)}T${number}`, range: draft.range, implicit: true };
}

function numbersOf(numbers: Map<string, Numbers>, draft: TaskDraft): Numbers {
  const place = placeOf(draft);
  const taken = numbers.get(place) ?? { used: new Set(), next: 1 };
  numbers.set(place, taken);
  return taken;
}

function placeOf(draft: TaskDraft): string {
  const session = draft.session ? `S${shortSession(draft.session.value)}.` : '';
  return draft.phase ? `${session}P${draft.phase.value}.` : session;
}

function finishTask(source: SourceText, draft: TaskDraft, id: WrittenId): TaskNode {
  const { title, session, phase, model, priority, estimate, run, unblock, status, strangeStatus } = draft;
  return {
    id,
    title,
    ...(session ? { session } : {}),
    ...(phase ? { phase } : {}),
    ...(model ? { model } : {}),
    ...(priority ? { priority } : {}),
    ...(estimate ? { estimate } : {}),
    ...(run ? { run } : {}),
    ...(unblock ? { unblock } : {}),
    ...(status ? { status } : {}),
    ...(strangeStatus ? { strangeStatus } : {}),
    files: draft.files,
    dependsOn: draft.dependsOn,
    capabilities: draft.capabilities,
    verify: draft.verify,
    brief: briefOf(source, draft),
    shape: draft.shape,
    range: draft.range,
    body: source.linesRange(draft.start, draft.end),
  };
}

function briefOf(source: SourceText, draft: TaskDraft): string {
  const lines: string[] = [];
  for (let line = draft.start + 1; line < draft.end; line++) {
    if (!draft.consumed.has(line)) lines.push(source.line(line));
  }
  return [...lines, ...draft.notes].join('\n').trim();
}
