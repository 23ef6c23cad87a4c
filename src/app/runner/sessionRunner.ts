import { assertNever } from '../../base/assertNever.ts';
import type { Log } from '../../base/log.ts';
import type { CoordinatorClient } from '../../protocol/coordinatorClient.ts';
import type { ClaimedTask, Problem, RequestOf } from '../../protocol/verbs.ts';
import type { Clock } from '../ports/clock.ts';
import type { Transcript } from '../ports/transcript.ts';
import { attemptTask, type Attempt, type AttemptTools } from './attemptTask.ts';
import { createOutputStream } from './outputStream.ts';
import { untilAborted } from './untilAborted.ts';

export interface SessionRunnerOptions extends AttemptTools {
  readonly client: CoordinatorClient;
  /** Name of the provider, as the coordinator shows it. */
  readonly providerName: string;
  readonly transcript: Transcript;
  readonly clock: Clock;
  readonly log: Log;
}

/** Works off the tasks of one session, one at a time. */
export interface SessionRunner {
  /** Resolves when the swarm has nothing more for the session, when `signal` aborts, or when the coordinator is gone. */
  run(signal: AbortSignal): Promise<void>;
}

const heartbeatMs = 20_000;
/** `reason` travels in a field of 4,000 characters. */
const maxReason = 2_000;

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
    for (;;) {
      const answer = await untilAborted(client.request({ verb: 'claimNext', session, wait: true }), stop);
      if (answer === undefined) return;
      if (!answer.ok) throw refused(session, answer.error);
      if (answer.value.outcome === 'finished') return;
      await work(answer.value.claim, options, stop);
      if (stop.aborted) return;
    }
  } finally {
    beat.dispose();
  }
}

async function register({ client, session, providerName }: SessionRunnerOptions, stop: AbortSignal): Promise<void> {
  const request = { verb: 'registerSession', session, provider: providerName, sandbox: 'none' } as const;
  const answer = await untilAborted(client.request(request), stop);
  if (answer && !answer.ok) throw refused(session, answer.error);
}

/** Makes one attempt at a task and tells the coordinator what it came to. */
async function work(task: ClaimedTask, options: SessionRunnerOptions, stop: AbortSignal): Promise<void> {
  const { client, transcript, clock, log, session } = options;
  const fenced = new AbortController();
  const claim = { task: task.task, session, epoch: task.epoch };
  const onRefused = (problem: Problem): void => {
    if (problem.code === 'stale-epoch') fenced.abort();
    else log.warn(problem.message, { session, code: problem.code });
  };
  const stream = createOutputStream({ client, transcript, clock, log, claim, onRefused });
  const attempt = await attemptSafely(task, options, stream, AbortSignal.any([stop, fenced.signal]));
  await stream.close();
  // Nobody hears a report on a lost connection, and a claim that has ended takes none.
  if (client.closed.aborted || fenced.signal.aborted) return;
  const report = reportOf(attempt, claim);
  const answer = await untilAborted(client.request(report, `${task.task}/${task.epoch}/${report.verb}`), client.closed);
  if (answer && !answer.ok) onRefused(answer.error);
}

/** A fault of one task fails that task; the session goes on with the next. */
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
    return { kind: 'fail', reason, evidence: [] };
  }
}

function reportOf(
  attempt: Attempt,
  claim: { readonly task: string; readonly session: string; readonly epoch: number },
): RequestOf<'complete' | 'fail' | 'reportBlocker' | 'release'> {
  switch (attempt.kind) {
    case 'complete':
      return { verb: 'complete', ...claim, commit: attempt.commit, evidence: [...attempt.evidence] };
    case 'fail':
      return { verb: 'fail', ...claim, reason: attempt.reason.slice(0, maxReason), evidence: [...attempt.evidence] };
    case 'blocked':
      return { verb: 'reportBlocker', ...claim, reason: attempt.reason.slice(0, maxReason), needs: [...attempt.needs] };
    case 'dropped':
      return { verb: 'release', ...claim, reason: 'stopped' };
    default:
      return assertNever(attempt);
  }
}

function refused(session: string, problem: Problem): Error {
  return new Error(`${session} cannot work: ${problem.message}`);
}
