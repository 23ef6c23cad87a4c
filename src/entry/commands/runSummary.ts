import type { SwarmState } from '../../domain/task/swarmState.ts';
import type { TaskState } from '../../domain/task/taskState.ts';
import type { SwarmSnapshot } from '../../protocol/swarmSnapshot.ts';

/** The last line of `s2 run --json`, as SPEC §14 gives it; `head` is the last merge, null when nothing was merged yet. */
export interface RunSummary {
  readonly tasks: {
    readonly total: number;
    readonly completed: number;
    readonly failed: number;
    readonly blocked: number;
  };
  /** US dollars. */
  readonly cost: number;
  readonly seconds: number;
  readonly integrationBranch: string;
  readonly head: string | null;
  readonly witness: { readonly ok: boolean; readonly entries: number };
}

export function summarize(state: SwarmState, measured: Pick<RunSummary, 'seconds' | 'witness'>): RunSummary {
  const tasks = [...state.tasks.values()].filter((task) => task.progress.stage !== 'cancelled');
  const count = (is: (task: TaskState) => boolean): number => tasks.filter(is).length;
  return {
    tasks: {
      total: tasks.length,
      completed: count((task) => task.progress.stage === 'completed'),
      failed: count((task) => task.progress.stage === 'failed'),
      blocked: count((task) => task.blockers.size > 0),
    },
    cost: 0,
    seconds: Math.round(measured.seconds * 10) / 10,
    integrationBranch: state.integrationBranch,
    head: lastMerge(tasks),
    witness: measured.witness,
  };
}

function lastMerge(tasks: readonly TaskState[]): string | null {
  let last: { at: number; merge: string } | undefined;
  for (const { progress } of tasks) {
    if (progress.stage === 'completed' && progress.at >= (last?.at ?? 0)) last = progress;
  }
  return last?.merge ?? null;
}

/** The end of a run for a person: what was done, where it is, what to do next. */
export function formatSummary(
  summary: RunSummary,
  snapshot: SwarmSnapshot,
  ended: { readonly folder: string; readonly interrupted: boolean },
): string {
  const { tasks, witness } = summary;
  const left = snapshot.needsYou.map((need) => `  ${need.subject}: ${need.reason} ${need.action}`);
  const allDone = tasks.completed === tasks.total;
  return [
    '',
    `${snapshot.swarm.name}: ${tasks.completed} of ${tasks.total} tasks completed in ${summary.seconds} s, cost $${summary.cost.toFixed(2)}${ended.interrupted ? ' (interrupted)' : ''}`,
    ...(tasks.failed + tasks.blocked > 0 ? [`${tasks.failed} failed, ${tasks.blocked} blocked`] : []),
    ...left,
    `Result    branch ${summary.integrationBranch}${summary.head === null ? ', nothing merged yet' : ` at ${summary.head.slice(0, 10)}`} in ${ended.folder}`,
    `Witness   ${witness.ok ? 'ok' : 'DOES NOT VERIFY, see `s2 witness verify`'}, ${witness.entries} entries`,
    allDone
      ? `Next      look: git -C ${ended.folder} log --stat ${summary.integrationBranch}; take it: git merge ${summary.integrationBranch}`
      : `Next      s2 why -C ${ended.folder} says what each open task waits for; run the same command again to resume`,
  ].join('\n');
}
