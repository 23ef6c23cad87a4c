import { Emitter } from '../../base/emitter.ts';
import type { Log } from '../../base/log.ts';
import type { CoordinatorClient } from '../../protocol/coordinatorClient.ts';
import type { ClaimedTask } from '../../protocol/verbs.ts';
import type { AgentContext, AgentOutcome, AgentProvider } from '../ports/agentProvider.ts';
import type { Clock } from '../ports/clock.ts';
import { ProgressWatch, type WatchStep } from './progressWatch.ts';

export interface WatchedTools {
  readonly provider: AgentProvider;
  readonly client: CoordinatorClient;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether something was written below a folder since then (wall time, ms). */
  readonly hasChanged: (folder: string, since: number) => Promise<boolean>;
}

/** What came of an agent's work: what it came to, or that it was taken off it (`relieved`), why, and the end of what it printed. */
export type Watched =
  | AgentOutcome
  | {
      readonly kind: 'relieved';
      readonly by: 'handed-over' | 'parked';
      readonly cause: 'no-progress' | 'timeout';
      readonly printed: string;
    };

const maxPrinted = 4_000;
const restartNote =
  'You were interrupted: nothing had come of your work for too long. Look at what is there, then go on in another way, or report a blocker.';

/** Has a provider's agent work on a task under the watchdog, which nudges it, starts it again with its conversation, or takes it off. Rejects as the provider does. */
export async function runWatched(task: ClaimedTask, context: AgentContext, tools: WatchedTools): Promise<Watched> {
  const { provider, client, clock, log } = tools;
  const claim = { task: task.task, session: context.session, epoch: task.epoch };
  const nudged = new Emitter<void>();
  let turn = new AbortController();
  let end: { readonly step: Exclude<WatchStep, 'nudged'>; readonly cause: 'no-progress' | 'timeout' } | undefined;
  let printed = '';
  const watch = new ProgressWatch({
    client,
    clock,
    log,
    claim,
    limits: task.watchdog,
    canNudge: provider.canNudge ?? false,
    hasChanged: (since) => tools.hasChanged(context.worktree.path, since),
    onStep: (step, cause) => {
      context.onOutput('note', `The watchdog: ${words[step]}.\n`);
      if (step === 'nudged') return nudged.fire();
      end = { step, cause };
      turn.abort();
    },
  });
  const onOutput: AgentContext['onOutput'] = (stream, text, part) => {
    watch.hear(text);
    printed = (printed + text).slice(-maxPrinted);
    context.onOutput(stream, text, part);
  };
  try {
    for (let again: string | undefined; ; again = restartNote) {
      const signal = AbortSignal.any([context.signal, turn.signal]);
      const given = { ...context, signal, onOutput, onNudge: nudged.event, ...(again === undefined ? {} : { again }) };
      const outcome = await untilEnd(provider.run(task, given), turn.signal);
      // What is done is done, even if it came in the moment in which it was ended.
      if (outcome && (!turn.signal.aborted || outcome.kind === 'done')) return outcome;
      if (context.signal.aborted || !end) throw new Error(`the work on ${task.task} was ended`);
      if (end.step !== 'restarted') return { kind: 'relieved', by: end.step, cause: end.cause, printed };
      turn = new AbortController();
      end = undefined;
    }
  } finally {
    watch.dispose();
    nudged.dispose();
  }
}

const words: Readonly<Record<WatchStep, string>> = {
  nudged: 'nothing comes of the work; the agent is told so',
  restarted: 'nothing comes of the work; the agent is started again',
  'handed-over': 'nothing comes of the work; somebody else gets it',
  parked: 'nothing comes of the work; a person is asked',
};

/** What it came to; undefined when it was ended from here and says so by rejecting. */
async function untilEnd(run: Promise<AgentOutcome>, ended: AbortSignal): Promise<AgentOutcome | undefined> {
  try {
    return await run;
  } catch (error) {
    if (ended.aborted) return undefined;
    throw error;
  }
}
