/** A task's state as documents write it. */
export type TaskWord = 'available' | 'claimed' | 'in-progress' | 'blocked' | 'pending' | 'completed' | 'failed';

// Words are surer than signs: `🟡 QUEUED` is not claimed.
const words: readonly (readonly [string, TaskWord])[] = [
  ['unclaimed', 'available'],
  ['not claimed', 'available'],
  ['available', 'available'],
  ['ready', 'available'],
  ['in progress', 'in-progress'],
  ['in_progress', 'in-progress'],
  ['in-progress', 'in-progress'],
  ['working', 'in-progress'],
  ['claimed', 'claimed'],
  ['incomplete', 'pending'],
  ['complete', 'completed'],
  ['done', 'completed'],
  ['merged', 'completed'],
  ['blocked', 'blocked'],
  ['failed', 'failed'],
  ['queued', 'pending'],
  ['pending', 'pending'],
  ['waiting', 'pending'],
  ['todo', 'pending'],
];
const signs: readonly (readonly [string, TaskWord])[] = [
  ['🔵', 'available'],
  ['🚀', 'available'],
  ['🟡', 'claimed'],
  ['🟢', 'completed'],
  ['✅', 'completed'],
  ['🔴', 'blocked'],
  ['❌', 'failed'],
  ['🔄', 'in-progress'],
  ['⏳', 'pending'],
];

/** The state that a cell or heading names by word or sign; undefined when it names none. */
export function readTaskWord(text: string): TaskWord | undefined {
  const lower = text.slice(0, 200).toLowerCase();
  const found = words.find(([word]) => lower.includes(word)) ?? signs.find(([sign]) => lower.includes(sign));
  return found?.[1];
}

/** The state that a sign alone gives, for headings whose words are a title. */
export function readTaskSign(text: string): TaskWord | undefined {
  return signs.find(([sign]) => text.includes(sign))?.[1];
}
