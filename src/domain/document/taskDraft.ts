import type { Field, TaskNode, TaskShape, Written, WrittenEstimate } from './model.ts';
import type { Located } from './range.ts';
import type { TaskWord } from './taskWord.ts';

/** A task while its lines are being read. */
export interface TaskDraft {
  id?: Written;
  /** The number that the document gives it within its phase. */
  number?: number;
  title: Written;
  session?: Written;
  phase?: Located<number>;
  model?: Written;
  files: Written[];
  dependsOn: Written[];
  capabilities: Written[];
  priority?: Written;
  estimate?: WrittenEstimate;
  run?: Written;
  verify: Written[];
  unblock?: NonNullable<TaskNode['unblock']>;
  status?: Located<TaskWord>;
  strangeStatus?: Written;
  notes: string[];
  shape: TaskShape;
  /** Heading level; tasks that are no heading end with their line. */
  level: number;
  /** First line and the line after the last. */
  start: number;
  end: number;
  range: Located<string>['range'];
  /** Lines that are fields and so no part of the brief. */
  consumed: Set<number>;
  strange: Field[];
}

/** What a task inherits from the headings above it. */
export interface TaskContext {
  readonly session?: Written;
  readonly phase?: Located<number>;
  readonly model?: Written;
  readonly priority?: Written;
}

/** Starts a draft on the line of its title. */
export function startDraft(
  title: Written,
  shape: TaskShape,
  range: Located<string>['range'],
  context: TaskContext,
): TaskDraft {
  return {
    title,
    shape,
    range,
    ...context,
    files: [],
    dependsOn: [],
    capabilities: [],
    verify: [],
    notes: [],
    level: 7,
    start: range.start.line,
    end: range.end.line + 1,
    consumed: new Set(),
    strange: [],
  };
}
