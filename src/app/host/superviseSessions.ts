import type { Log } from '../../base/log.ts';
import type { Clock } from '../ports/clock.ts';
import type { RunnerExit, RunnerProcesses } from '../ports/runnerProcess.ts';
import { pause } from '../runner/pause.ts';
import { createSlots, type Slots } from './slots.ts';

export interface SupervisorOptions {
  readonly sessions: readonly string[];
  readonly processes: RunnerProcesses;
  readonly clock: Clock;
  readonly log: Log;
  /** Told of each runner that died; `forGood` when it is not started again. */
  readonly onEnded: (ended: { readonly session: string; readonly forGood: boolean; readonly reason: string }) => void;
}

/** A start takes most of a second of one core: more at once would only make all of them slow. */
const maxStarting = 4;
const maxCrashes = 5;
const firstDelayMs = 1_000;
const longestDelayMs = 30_000;
/** A runner that lived this long has not crashed in a row with the one before. */
const steadyMs = 60_000;
const stopGraceMs = 5_000;
/** Of what a runner died of, in characters. */
const maxWords = 1_000;

/**
 * Keeps one runner process per session alive until it ends by itself. One that crashes is started again after a growing
 * delay; the fifth crash in a row is its last. A crash touches no other session. Resolves when all have ended, which
 * `stop` hastens.
 */
export async function superviseSessions(options: SupervisorOptions, stop: AbortSignal): Promise<void> {
  const slots = createSlots(maxStarting);
  await Promise.all(options.sessions.map((session) => superviseOne(session, options, slots, stop)));
}

async function superviseOne(
  session: string,
  options: SupervisorOptions,
  slots: Slots,
  stop: AbortSignal,
): Promise<void> {
  const { clock, log, processes } = options;
  let crash: string | null = null;
  for (let crashes = 0; !stop.aborted;) {
    const began = clock.now();
    const exit = await runOnce({ session, crash }, options, slots, stop);
    if (exit === undefined || exit.ok) return;
    await processes.endLeftovers(session);
    if (stop.aborted) return;
    crashes = clock.now() - began > steadyMs ? 1 : crashes + 1;
    const forGood = exit.forGood || crashes >= maxCrashes;
    const reason = describeCrash(session, exit, crashes);
    crash = (exit.lastWords || 'it gave no reason').slice(0, maxWords);
    log.error(reason, { session, crashes });
    options.onEnded({ session, forGood, reason });
    if (forGood) return;
    await pause(clock, Math.min(longestDelayMs, firstDelayMs * 2 ** (crashes - 1)), stop);
  }
}

/** Undefined when it was stopped before it was started. */
async function runOnce(
  { session, crash }: { readonly session: string; readonly crash: string | null },
  options: SupervisorOptions,
  slots: Slots,
  stop: AbortSignal,
): Promise<RunnerExit | undefined> {
  const release = await slots.take();
  if (stop.aborted) {
    release();
    return undefined;
  }
  const runner = options.processes.start(session, crash);
  void runner.ready.then(release);
  const ended = new AbortController();
  const end = async (): Promise<void> => {
    runner.stop();
    await pause(options.clock, stopGraceMs, ended.signal);
    if (!ended.signal.aborted) runner.kill();
  };
  const onStop = (): void => void end();
  stop.addEventListener('abort', onStop, { once: true });
  const exit = await runner.exited;
  stop.removeEventListener('abort', onStop);
  ended.abort();
  return exit;
}

function describeCrash(session: string, exit: RunnerExit, crashes: number): string {
  const words = exit.lastWords === '' ? '' : `: ${exit.lastWords}`;
  if (exit.forGood) return `The runner of ${session} stays down${words}. Mend the cause, then launch the swarm again.`;
  if (crashes < maxCrashes) return `The runner of ${session} ended unexpectedly and is started again${words}`;
  return `The runner of ${session} crashed ${crashes} times in a row and stays down${words}. Mend the cause, then launch the swarm again.`;
}
