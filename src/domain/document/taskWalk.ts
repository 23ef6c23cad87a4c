import { append } from './append.ts';
import { readFields } from './fields.ts';
import { headingText } from './headingText.ts';
import { clip, trimmed } from './inlineText.ts';
import { readMatrixLine, readPipedLine, readTaskItem } from './lineTask.ts';
import type { DocumentKind } from './documentKind.ts';
import type { Field, Guess } from './model.ts';
import type { MarkdownBlock } from './parsers.ts';
import type { Located, Range } from './range.ts';
import { readPriority } from './priority.ts';
import { readRows } from './rowTask.ts';
import type { SourceText } from './sourceText.ts';
import { findPhases, findSession } from './subject.ts';
import { readTaskTable } from './table.ts';
import { startDraft, type TaskContext, type TaskDraft } from './taskDraft.ts';
import { applyField, findPaths } from './taskFields.ts';
import { findTaskIds, findTier, readTaskTitle } from './taskText.ts';

/** Everything that a walk over a document's blocks finds. */
export interface WalkResult {
  readonly tasks: readonly TaskDraft[];
  readonly fields: readonly Field[];
  readonly fences: readonly Range[];
  readonly guesses: readonly Guess[];
  readonly unreadable: readonly { readonly message: string; readonly range: Range }[];
}

/** Fields that speak of the document as a whole: where one stands at the start of a paragraph, the task before it has ended. */
const documentKeys = new Set([
  'completion',
  'blocked on',
  'idle tasks',
  'idle task',
  'idle',
  'no idle tasks',
  'support',
  'support role',
  'goal',
  'critical success',
  'success',
  'timeline',
  'go now',
]);
const estimateKeys = new Set(['estimated', 'estimated time', 'estimated cost', 'cost', 'time', 'estimate']);

interface Section {
  readonly level: number;
  readonly context: TaskContext;
}

/** Reads tasks, fields and code blocks out of a markdown document of the given kind. */
export class TaskWalk {
  readonly #source: SourceText;
  readonly #blocks: readonly MarkdownBlock[];
  readonly #kind: DocumentKind;
  readonly #base: TaskContext;
  /** Whether headings may name another phase than the document's own: only files for several phases do. */
  readonly #manyPhases: boolean;
  readonly #lastHeading: number;
  readonly #tasks: TaskDraft[] = [];
  readonly #fields: Field[] = [];
  readonly #fences: Range[] = [];
  readonly #guesses: Guess[] = [];
  readonly #unreadable: { message: string; range: Range }[] = [];
  #sections: Section[] = [];
  #task: TaskDraft | undefined;
  /** Blocks of text since the current task's heading. */
  #textBlocks = 0;
  /** Whether the lists that follow name deliverables. */
  #listsFiles = false;

  constructor(input: {
    readonly source: SourceText;
    readonly blocks: readonly MarkdownBlock[];
    readonly kind: DocumentKind;
    readonly base: TaskContext;
    readonly manyPhases: boolean;
  }) {
    this.#source = input.source;
    this.#blocks = input.blocks;
    this.#kind = input.kind;
    this.#base = input.base;
    this.#manyPhases = input.manyPhases;
    this.#lastHeading = input.blocks.findLast((block) => block.kind === 'heading')?.start ?? -1;
  }

  run(): WalkResult {
    for (const [index, block] of this.#blocks.entries()) {
      if (block.kind === 'heading') this.#heading(block, index);
      else if (block.kind === 'text') this.#text(block);
      else if (block.kind === 'table') this.#table(block);
      else this.#fences.push(this.#source.linesRange(block.start, block.end));
      if (this.#task) this.#task.end = Math.max(this.#task.end, block.end);
    }
    return {
      tasks: this.#tasks,
      fields: this.#fields,
      fences: this.#fences,
      guesses: this.#guesses,
      unreadable: this.#unreadable,
    };
  }

  get #context(): TaskContext {
    return this.#sections.at(-1)?.context ?? this.#base;
  }

  #heading(block: Extract<MarkdownBlock, { kind: 'heading' }>, index: number): void {
    const text = headingText(this.#source, block.start);
    const said = this.#hasHeadingTasks ? readTaskTitle(text) : undefined;
    if (!said && this.#task && block.level > this.#task.level) return;
    this.#task = undefined;
    if (said) this.#open(startDraft(said.title, 'heading', text.range, this.#context), block.level, said);
    else {
      this.#enter(block.level, text);
      const mission = this.#mission(text, index);
      if (mission) this.#open(mission, block.level, {});
    }
  }

  #open(task: TaskDraft, level: number, said: Partial<NonNullable<ReturnType<typeof readTaskTitle>>>): void {
    task.level = level;
    if (said.id) task.id = said.id;
    if (said.number !== undefined) task.number = said.number;
    if (said.model) task.model = said.model;
    if (said.status) task.status = said.status;
    if (said.id) this.#guess('read a heading that starts with an id as a task', task.range);
    else if (level !== 2) this.#guess('read a task heading that is not of level 2', task.range);
    this.#task = task;
    this.#tasks.push(task);
    this.#textBlocks = 0;
    this.#listsFiles = false;
  }

  /** A heading that is no task sets the session, phase, model and priority of what stands below it. */
  #enter(level: number, text: Located<string>): void {
    this.#sections = this.#sections.filter((section) => section.level < level);
    const above = this.#context;
    const first = this.#sections.length === 0 && level === 1;
    const session = first || this.#base.session ? undefined : findSession(text);
    const span = first || !this.#manyPhases ? undefined : findPhases(text);
    const urgency = /\b(critical|high|medium|low) priority\b/i.exec(clip(text.value))?.[1];
    const model = urgency ? findTier(text) : undefined;
    const context = {
      ...above,
      ...(session ? { session } : {}),
      ...(span ? { phase: { value: span.value.from, range: span.range } } : {}),
      ...(model ? { model } : {}),
      ...(urgency ? { priority: { value: urgency, range: text.range } } : {}),
    };
    this.#sections.push({ level, context });
  }

  /** `## Session 1 (NDI): Title` over `**Your Task:**` gives that session one task. */
  #mission(text: Located<string>, index: number): TaskDraft | undefined {
    if (this.#kind !== 'phase' || !/^\W{0,4}session\b/i.test(text.value) || !findSession(text)) return undefined;
    const next = this.#blocks[index + 1];
    if (next?.kind !== 'text') return undefined;
    const [field] = readFields(next.start, this.#source.line(next.start));
    const colon = text.value.indexOf(':');
    if (field?.key !== 'your task' || colon < 0) return undefined;
    this.#guess('read a session heading over “Your Task” as a task', text.range);
    const from = text.range.start.character + colon + 1;
    const title = trimmed(
      text.range.start.line,
      this.#source.line(text.range.start.line),
      from,
      text.range.end.character,
    );
    return startDraft(title, 'heading', text.range, this.#context);
  }

  #text(block: Extract<MarkdownBlock, { kind: 'text' }>): void {
    this.#textBlocks++;
    for (let line = block.start; line < block.end; line++) this.#line(line, block);
  }

  #line(line: number, block: Extract<MarkdownBlock, { kind: 'text' }>): void {
    const text = this.#source.line(line);
    const found = readFields(line, text);
    if (found.length > 0 && this.#endsTask(found, block)) this.#task = undefined;
    const inline = this.#kind === 'next-tasks' ? this.#nextTasks(found) : this.#inlineTasks(text, line);
    if (inline.length > 0) {
      this.#task = undefined;
      append(this.#tasks, inline);
      return;
    }
    for (const field of found) this.#field(field);
    if (found.length === 0 && this.#task) this.#prose(this.#task, text, line);
  }

  #inlineTasks(text: string, line: number): readonly TaskDraft[] {
    if (this.#kind === 'matrix') {
      const phase = this.#manyPhases ? /^\s{0,8}PHASES?\s{1,4}(\d{1,4}):/.exec(text) : undefined;
      if (phase)
        this.#sections = [
          { level: 1, context: { phase: { value: Number(phase[1]), range: this.#source.linesRange(line, line + 1) } } },
        ];
      return this.#guessed(readMatrixLine(text, line, this.#context), 'read lines of a matrix as tasks');
    }
    if (this.#kind === 'filler') {
      const item = readTaskItem(text, line, this.#context);
      return item ? [item] : [];
    }
    if (this.#kind !== 'phase' && this.#kind !== 'board') return [];
    const piped = readPipedLine(text, line, this.#context);
    return piped ? this.#guessed([piped], 'read lines of the form “title | file | model” as tasks') : [];
  }

  /** `**Next**: **P0.5.5 - Title**` names what a session does next, sometimes with a choice. */
  #nextTasks(found: readonly Field[]): readonly TaskDraft[] {
    const next = found.find((field) => field.key === 'next');
    if (!next) return [];
    return findTaskIds(next.value).map((id) => {
      const { line } = id.range.start;
      const text = this.#source.line(line);
      const rest = text.slice(id.range.end.character);
      const end = rest.indexOf('**');
      const title = /^\s{0,3}[-–:]\s{0,3}(.{1,300})$/u.exec(clip(end < 0 ? rest : rest.slice(0, end)))?.[1] ?? id.value;
      return { ...startDraft({ value: title.trim(), range: id.range }, 'line', id.range, this.#context), id };
    });
  }

  #guessed(tasks: readonly TaskDraft[], message: string): readonly TaskDraft[] {
    if (tasks[0]) this.#guess(message, tasks[0].range);
    return tasks;
  }

  /** A plain paragraph that starts with a document's own field, or with an estimate at the end of the last task, is no longer the task's. */
  #endsTask(found: readonly Field[], block: Extract<MarkdownBlock, { kind: 'text' }>): boolean {
    const [first] = found;
    if (!this.#task || !first || first.bulleted || block.item) return false;
    if (documentKeys.has(first.key)) return true;
    // An appeal such as `**PRIORITY:** hurry up` speaks to everybody.
    if (first.key === 'priority' && !readPriority(first.value.value)) return true;
    return (
      this.#task.id === undefined &&
      estimateKeys.has(first.key) &&
      this.#textBlocks > 1 &&
      found.every((field) => estimateKeys.has(field.key)) &&
      block.start > this.#lastHeading
    );
  }

  #field(field: Field): void {
    const task = this.#task;
    this.#listsFiles = false;
    if (!task || documentKeys.has(field.key)) {
      this.#fields.push(field);
      return;
    }
    const reading = applyField(task, field);
    if (reading === 'unknown') {
      if (field.bulleted) task.strange.push(field);
      else this.#fields.push(field);
      return;
    }
    task.consumed.add(field.keyRange.start.line);
    if (typeof reading === 'object') this.#unreadable.push({ message: reading.unreadable, range: spanOf(field) });
    if (reading === 'guessed') {
      this.#guess(`read **${field.key}** as a field of the task`, field.keyRange);
      this.#listsFiles = field.key === 'deliverables' || field.key === 'deliverable';
    } else if (!field.bulleted) this.#guess('read fields that are no list items', field.keyRange);
  }

  #prose(task: TaskDraft, text: string, line: number): void {
    const whole = trimmed(line, text, 0, text.length);
    if (this.#listsFiles) append(task.files, findPaths(whole));
    if (!task.model && /^(?:\*\*|[-*] )(?:use|spawn)\b/i.test(whole.value)) {
      const tier = findTier(whole);
      if (!tier) return;
      task.model = tier;
      this.#guess('read “use” and “spawn” as the model of the task', tier.range);
    }
  }

  #table(block: Extract<MarkdownBlock, { kind: 'table' }>): void {
    if (!['phase', 'board', 'matrix', 'next-tasks', 'filler'].includes(this.#kind)) return;
    const table = readTaskTable(this.#source, block.start, block.end);
    if (!table) return;
    const tasks = readRows(table, this.#context, this.#guesses);
    if (this.#kind !== 'board' && tasks[0]) this.#guess('read table rows as tasks', tasks[0].range);
    append(this.#tasks, tasks);
  }

  get #hasHeadingTasks(): boolean {
    return this.#kind === 'phase' || this.#kind === 'board' || this.#kind === 'filler';
  }

  #guess(message: string, range: Range): void {
    this.#guesses.push({ message, range });
  }
}

function spanOf(field: Field): Range {
  return { start: field.keyRange.start, end: field.value.range.end };
}
