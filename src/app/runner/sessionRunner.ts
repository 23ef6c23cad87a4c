import type { SandboxKind } from '../../domain/agent/decideSandbox.ts';
import type { ClaimedTask, Problem } from '../../protocol/verbs.ts';
import type { Transcript } from '../ports/transcript.ts';
import type { Attempt, AttemptTools } from './attempt.ts';
import { attemptTask } from './attemptTask.ts';
import { backOffMs } from './backOff.ts';
import { createOutputStream } from './outputStream.ts';
import { pause } from './pause.ts';
import { reportAttempt } from './reportAttempt.ts';
import { untilAborted } from './untilAborted.ts';
import { watchClaim } from './watchClaim.ts';

export interface SessionRunnerOptions extends AttemptTools {
  /** Name of the provider, as the coordinator shows it. */
  readonly providerName: string;
  /** How its agents' work runs. */
  readonly sandbox: SandboxKind;
  /** What the runner before this one died of; null when there was none, or it ended well. */
  readonly crash: string | null;
  readonly transcript: Transcript;
}

/** Works off the tasks of one session, one at a time. */
export interface SessionRunner {
  /**
   * Resolves when the swarm has nothing more for the session, when `signal` aborts, or when the coordinator is gone. Rejects
   * with `PlaceFault` when the place keeps it from working again and again.
   */
  run(signal: AbortSignal): Promise<void>;
}

const heartbeatMs = 20_000;
/** Faults in a row, over a minute and a half, after which only a person can help. */
const maxFaults = 8;

/** The session cannot work where it is (locks, a full disk, a branch in use); nothing is charged to its tasks. */
export class PlaceFault extends Error {
  override readonly name = 'PlaceFault';
}

export function createSessionRunner(options: SessionRunnerOptions): SessionRunner {
  return { run: (signal) => runSession(options, AbortSignal.any([signal, options.client.closed])) };
}

async function runSession(options: SessionRunnerOptions, stop: AbortSignal): Promise<void> {
  const { client, session, clock, log } = options;
  const beat = clock.every(heartbeatMs, () => {
    client.request({ verb: 'heartbeat', session }).catch((error: unknown) => {
      log.warn('A heartbeat was not heard.', { session, error: String(error) });
    });
  });
  try {
    await register(options, stop);
    for (let faults = 0; ;) {
      const answer = await untilAborted(client.request({ verb: 'claimNext', session, wait: true }), stop);
      if (answer === undefined) return;
      if (!answer.ok) throw refused(session, answer.error);
      if (answer.value.outcome === 'finished') return;
      const attempt = await work(answer.value.claim, options, stop);
      if (stop.aborted) return;
      faults = attempt.kind === 'fault' ? faults + 1 : 0;
      if (attempt.kind !== 'fault') continue;
      if (faults === maxFaults) throw new PlaceFault(`${session} cannot work here: ${attempt.reason}`);
      await pause(clock, backOffMs(faults), stop);
      if (stop.aborted) return;
    }
  } finally {
    beat.dispose();
  }
}

async function register(
  { client, session, providerName, sandbox, crash }: SessionRunnerOptions,
  stop: AbortSignal,
): Promise<void> {
  const died = crash === null ? {} : { crash };
  const request = { verb: 'registerSession', session, provider: providerName, sandbox, ...died } as const;
  const answer = await untilAborted(client.request(request), stop);
  if (answer && !answer.ok) throw refused(session, answer.error);
}

/** Makes one attempt at a task and tells the coordinator what it came to, which is resolved to. */
async function work(task: ClaimedTask, options: SessionRunnerOptions, stop: AbortSignal): Promise<Attempt> {
  const { client, transcript, clock, log, session } = options;
  const fenced = new AbortController();
  const claim = { task: task.task, session, epoch: task.epoch };
  const onRefused = (problem: Problem): void => {
    if (problem.code === 'stale-epoch') fenced.abort();
    else log.warn(problem.message, { session, code: problem.code });
  };
  const stream = createOutputStream({ client, transcript, clock, log, claim, onRefused });
  const watch = watchClaim({ client, clock, log, claim, onRefused });
  const attempt = await attemptSafely(task, options, stream, AbortSignal.any([stop, fenced.signal]));
  watch.dispose();
  if (attempt.kind === 'complete') await options.provider.concluded?.(task, null);
  if (attempt.kind === 'fail') await options.provider.concluded?.(task, attempt.reason);
  await stream.close();
  // Nobody hears a report on a lost connection, and a claim that has ended takes none.
  if (!client.closed.aborted && !fenced.signal.aborted) await reportAttempt({ client, clock }, claim, attempt);
  return attempt;
}

/** What is thrown is a fault of the place: verdicts on the work are values. */
async function attemptSafely(
  task: ClaimedTask,
  options: SessionRunnerOptions,
  stream: ReturnType<typeof createOutputStream>,
  signal: AbortSignal,
): Promise<Attempt> {
  try {
    return await attemptTask(task, options, stream, signal);
  } catch (error) {
    if (signal.aborted) return { kind: 'dropped' };
    const reason = error instanceof Error ? error.message : String(error);
    options.log.error(reason, { session: options.session, task: task.task });
    stream.write('note', `${reason}\n`);
    return { kind: 'fault', reason };
  }
}

function refused(session: string, problem: Problem): Error {
  return new Error(`${session} cannot work: ${problem.message}`);
}
