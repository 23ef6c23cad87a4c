import type { Priority } from '../task/plan.ts';

const words: Readonly<Record<string, Priority>> = {
  CRITICAL: 'P0',
  URGENT: 'P0',
  BLOCKER: 'P0',
  HIGH: 'P1',
  MEDIUM: 'P2',
  NORMAL: 'P2',
  LOW: 'P3',
};

/** The priority of a task whose plan states none. */
export const usualPriority: Priority = 'P2';

/** The priority that a text means: `P0` to `P3`, or a word such as `high`; undefined when it means none. */
export function readPriority(text: string): Priority | undefined {
  const upper = text.trim().slice(0, 40).toUpperCase();
  if (upper === 'P0' || upper === 'P1' || upper === 'P2' || upper === 'P3') return upper;
  return Object.hasOwn(words, upper) ? words[upper] : undefined;
}
