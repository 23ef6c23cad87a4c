import { viewBalance } from '../../app/coordinator/viewMoney.ts';
import { swarmPlace } from '../../domain/governor/budgetBook.ts';
import { toDollars } from '../../domain/governor/money.ts';
import type { SwarmState } from '../../domain/task/swarmState.ts';
import type { TaskState } from '../../domain/task/taskState.ts';
import type { SwarmSnapshot } from '../../protocol/swarmSnapshot.ts';

/** The last line of `s2 run --json`, as SPEC §14 gives it; `head` is the integration branch's commit, null when there is no such branch. */
export interface RunSummary {
  readonly tasks: {
    readonly total: number;
    readonly completed: number;
    readonly failed: number;
    readonly blocked: number;
  };
  /** Idle and filler tasks, which are not among `tasks`: nothing waits for them. */
  readonly spareTime: { readonly total: number; readonly completed: number };
  /** US dollars. */
  readonly cost: number;
  /** What the same calls would have cost on Sonnet, less `cost`: below zero when dearer models were used. */
  readonly savedAgainstSonnet: number;
  readonly seconds: number;
  readonly integrationBranch: string;
  readonly head: string | null;
  readonly witness: { readonly ok: boolean; readonly entries: number };
}

export function summarize(state: SwarmState, measured: Pick<RunSummary, 'seconds' | 'head' | 'witness'>): RunSummary {
  const all = [...state.tasks.values()].filter((task) => task.progress.stage !== 'cancelled');
  const tasks = all.filter((task) => !task.spec.idle);
  const spare = all.filter((task) => task.spec.idle);
  const isDone = (task: TaskState): boolean => task.progress.stage === 'completed';
  const count = (is: (task: TaskState) => boolean): number => tasks.filter(is).length;
  return {
    tasks: {
      total: tasks.length,
      completed: count(isDone),
      failed: count((task) => task.progress.stage === 'failed'),
      blocked: count((task) => task.blockers.size > 0),
    },
    spareTime: { total: spare.length, completed: spare.filter(isDone).length },
    cost: viewBalance(state, swarmPlace).spent,
    savedAgainstSonnet: toDollars(state.budget.atSonnet) - viewBalance(state, swarmPlace).spent,
    seconds: Math.round(measured.seconds * 10) / 10,
    integrationBranch: state.integrationBranch,
    head: measured.head,
    witness: measured.witness,
  };
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
    `${snapshot.swarm.name}: ${tasks.completed} of ${tasks.total} tasks completed in ${summary.seconds} s, cost $${summary.cost.toFixed(2)}${savings(summary)}${ended.interrupted ? ' (interrupted)' : ''}`,
    ...(summary.spareTime.completed > 0
      ? [`${summary.spareTime.completed} of ${summary.spareTime.total} idle and filler tasks done besides`]
      : []),
    ...(tasks.failed + tasks.blocked > 0 ? [`${tasks.failed} failed, ${tasks.blocked} blocked`] : []),
    ...left,
    `Result    branch ${summary.integrationBranch}${summary.head === null ? ', which does not exist' : ` at ${summary.head.slice(0, 10)}`} in ${ended.folder}`,
    `Witness   ${witness.ok ? 'ok' : 'DOES NOT VERIFY, see `s2 witness verify`'}, ${witness.entries} entries`,
    allDone
      ? `Next      look: git -C ${quoted(ended.folder)} log --stat ${summary.integrationBranch}; take it: s2 merge -C ${quoted(ended.folder)}`
      : `Next      s2 why -C ${quoted(ended.folder)} says what each open task waits for; run the same command again to resume`,
  ].join('\n');
}

function savings({ savedAgainstSonnet }: RunSummary): string {
  return savedAgainstSonnet >= 0.01 ? ` ($${savedAgainstSonnet.toFixed(2)} less than on Sonnet)` : '';
}

/** A path so that a shell takes it as one word. */
function quoted(path: string): string {
  return /^[\w./~+-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
