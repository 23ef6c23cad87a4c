import type { SandboxKind } from '../../domain/agent/decideSandbox.ts';
import type { Problem } from '../../protocol/verbs.ts';
import { backOffMs } from './backOff.ts';
import { pause } from './pause.ts';
import { createSeats } from './seats.ts';
import { untilAborted } from './untilAborted.ts';
import { workOnTask, type WorkTools } from './workOnTask.ts';

export interface SessionRunnerOptions extends Omit<WorkTools, 'seats'> {
  /** How many agents of the session may be at work at once; what each of them takes is the coordinator's to decide. */
  readonly agents: number;
  /** Name of the provider, as the coordinator shows it. */
  readonly providerName: string;
  /** How its agents' work runs. */
  readonly sandbox: SandboxKind;
  /** What the runner before this one died of; null when there was none, or it ended well. */
  readonly crash: string | null;
}

/** Works off the tasks of one session, as many at once as it has agents. */
export interface SessionRunner {
  /**
   * Resolves when the swarm has nothing more for the session, when `signal` aborts, or when the coordinator is gone. Rejects
   * with `PlaceFault` when the place keeps one of its agents from working again and again; the others have given back what they held then.
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
    await runAgents(options, stop);
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

/** One agent that cannot go on takes the others along: they share the session's place, its connection and its name. */
async function runAgents(options: SessionRunnerOptions, stop: AbortSignal): Promise<void> {
  const tools = { ...options, seats: createSeats(options.agents, options) };
  const fallen = new AbortController();
  const together = AbortSignal.any([stop, fallen.signal]);
  const agents = Array.from({ length: options.agents }, () =>
    runAgent(tools, together).catch((error: unknown) => {
      if (!fallen.signal.aborted) fallen.abort(error);
    }),
  );
  await Promise.all(agents);
  if (fallen.signal.aborted) throw fallen.signal.reason;
}

/** One agent: waits for a task, works on it, waits for the next. */
async function runAgent(tools: WorkTools, stop: AbortSignal): Promise<void> {
  const { client, session, clock } = tools;
  for (let faults = 0; ;) {
    const answer = await untilAborted(client.request({ verb: 'claimNext', session, wait: true }), stop);
    if (answer === undefined) return;
    if (!answer.ok) throw refused(session, answer.error);
    if (answer.value.outcome === 'finished') return;
    const attempt = await workOnTask(answer.value.claim, tools, stop);
    if (stop.aborted) return;
    faults = attempt.kind === 'fault' ? faults + 1 : 0;
    if (attempt.kind !== 'fault') continue;
    if (faults === maxFaults) throw new PlaceFault(`${session} cannot work here: ${attempt.reason}`);
    await pause(clock, backOffMs(faults), stop);
    if (stop.aborted) return;
  }
}

function refused(session: string, problem: Problem): Error {
  return new Error(`${session} cannot work: ${problem.message}`);
}
