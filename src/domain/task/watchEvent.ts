import type { SessionId, TaskId } from './ids.ts';
import type { TaskSpec } from './plan.ts';

/** What is done about an agent that gets nowhere, mildest first. */
export type Rung = 'nudged' | 'restarted' | 'handed-over' | 'parked';
export const rungs: readonly Rung[] = ['nudged', 'restarted', 'handed-over', 'parked'];

/** What an agent was found out by: nothing has come of it for the stall time, or it has worked for longer than anybody may. */
export type StallCause = 'no-progress' | 'timeout';
export const stallCauses: readonly StallCause[] = ['no-progress', 'timeout'];

/** Facts of the watchdog. */
export type WatchEvent = {
  readonly type: 'task.stalled';
  readonly task: TaskId;
  readonly epoch: number;
  readonly rung: Rung;
  readonly cause: StallCause;
  /** For how long nothing had come of it; for a time-out, for how long it was worked on. */
  readonly silentMs: number;
};

/** Facts of error recovery. An error is the final failure of a task. */
export type RecoveryEvent =
  /** A session is given a task of its own: to find out why `error` fails, and to mend the cause. */
  | {
      readonly type: 'recovery.started';
      readonly error: TaskId;
      readonly helper: SessionId;
      readonly match: number;
      readonly task: TaskSpec;
    }
  /** The time for finding out is over: a person is asked. */
  | { readonly type: 'recovery.escalated'; readonly error: TaskId; readonly debug: TaskId };
