import { mergeGate } from '../guard/mergeApproval.ts';
import type { Refusal } from './refusal.ts';
import type { SwarmState } from './swarmState.ts';
import type { TaskState } from './taskState.ts';

/** Why what a task has handed in is not merged: a person has not let its commit into a protected branch yet. Undefined when that is not so. */
export function whyUnmerged(
  state: SwarmState,
  task: TaskState,
): { readonly reason: string; readonly action: string } | undefined {
  const kept = mergeGate(state, task);
  if (!kept) return undefined;
  const { id } = task.spec;
  const commit = kept.commit.slice(0, 12);
  const by = task.progress.stage === 'submitted' ? ` of ${task.progress.by}` : '';
  return {
    reason: `${id} waits for a person's approval: its commit ${commit}${by} is to be merged into the protected branch ${kept.gate.branch}.`,
    action: `See it with \`git diff --stat ${kept.gate.branch}...${commit}\`, then \`s2 approve ${id}\`, or \`s2 reject ${id} --reason <text>\`.`,
  };
}

/** Why nobody may have a task that somebody has handed in. */
export function explainHandedIn(
  state: SwarmState,
  { task: id, by }: Extract<Refusal, { code: 'taken' }>,
): { readonly reason: string; readonly action: string } {
  const task = state.tasks.get(id);
  const reason = `${id} is done by ${by} and waits for verification and merge.`;
  return (task && whyUnmerged(state, task)) ?? { reason, action: 'The merge queue takes it next in order.' };
}
