import type { Estimate } from '../task/plan.ts';
import type { TaskNode, Written } from './model.ts';
import type { TaskWord } from './taskWord.ts';

const signs: Readonly<Record<TaskWord, string>> = {
  available: '🔵',
  claimed: '🟡',
  'in-progress': '🔄',
  blocked: '🔴',
  pending: '⏳',
  completed: '🟢',
  failed: '❌',
};

/** What the writer of a canonical task may choose. */
export interface CanonicalTask {
  readonly task: TaskNode;
  /** The number in its heading. */
  readonly number: number;
  /** Whether the id is written, because it does not follow from session, phase and number. */
  readonly withId: boolean;
  readonly brief: readonly string[];
}

/** The lines of one task in canonical form: heading, brief, fields. */
export function writeCanonicalTask({ task, number, withId, brief }: CanonicalTask): readonly string[] {
  const model = task.model ? ` (${task.model.value})` : '';
  const sign = task.status ? ` ${signs[task.status.value]}` : '';
  return [`## Task ${number}: ${task.title.value}${model}${sign}`, ...brief, ...fieldsOf(task, withId)];
}

function fieldsOf(task: TaskNode, withId: boolean): readonly string[] {
  const { priority, estimate, run, unblock } = task;
  return [
    ...(withId ? [field('ID', task.id.value)] : []),
    ...listField('File', task.files),
    ...listField('Depends on', task.dependsOn),
    ...listField('Capabilities', task.capabilities),
    ...(priority ? [field('Priority', priority.value)] : []),
    ...(estimate ? [field('Estimated', writeEstimate(estimate.value) || estimate.text)] : []),
    ...(run ? [field('Run', code(run.value))] : []),
    ...(task.verify.length > 0 ? [field('Verify', task.verify.map(({ value }) => code(value)).join(', '))] : []),
    ...(unblock ? [field('Unblock', `${unblock.value.capabilities.join(', ')} · ${code(unblock.value.run)}`)] : []),
  ];
}

function field(key: string, value: string): string {
  return `- **${key}:** ${value}`;
}

/** Items that hold a blank, bracket or comma stand in backticks, so that they are read as one. */
function listField(key: string, items: readonly Written[]): readonly string[] {
  if (items.length === 0) return [];
  return [field(key, items.map(({ value }) => (/[\s,;()]/.test(value) ? code(value) : value)).join(', '))];
}

function code(text: string): string {
  return text.includes('`') ? text : `\`${text}\``;
}

/** Hours and dollars as the reader takes them; empty when neither is known. */
export function writeEstimate({ hours, cost }: Estimate): string {
  return [...(hours === undefined ? [] : [writeTime(hours)]), ...(cost === undefined ? [] : [`$${cost}`])].join(', ');
}

function writeTime(hours: number): string {
  const minutes = Math.round(hours * 60);
  if (minutes % 30 !== 0) return `${minutes} minutes`;
  return `${minutes / 60} ${minutes === 60 ? 'hour' : 'hours'}`;
}
