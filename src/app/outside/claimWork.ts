import { err, ok, type Result } from '../../base/result.ts';
import { nextTask } from '../../domain/task/chooseTask.ts';
import { sessionId } from '../../domain/task/ids.ts';
import type { ClaimAnswer, ClaimedTask, Problem, RequestOf } from '../../protocol/verbs.ts';
import type { Log } from '../../base/log.ts';
import type { Clock } from '../ports/clock.ts';
import { SetupFailed } from '../runner/furnishWorktree.ts';
import { openStream, type ClaimNames } from './openStream.ts';
import type { OutsideConnection } from './outsideSeat.ts';
import { openWorktree, type HeldWork } from './outsideWork.ts';
import { waitForEntry } from './waitForEntry.ts';

export interface ClaimParts {
  readonly connection: OutsideConnection;
  readonly clock: Clock;
  readonly log: Log;
  /** Lets one of the pieces of work that it is given go on at a time. */
  readonly alone: <T>(work: () => Promise<T>) => Promise<T>;
  readonly signal: AbortSignal;
  readonly report: (message: string) => void;
}

/** A person may give a task to a session, which no entry tells: so the coordinator is also asked again after this time. */
const askAgainMs = 15_000;

/** Claims a task and prepares its folder; undefined when the swarm has nothing more for the session. */
export async function claimWork(
  request: RequestOf<'claim' | 'claimNext'>,
  waitMs: number,
  parts: ClaimParts,
): Promise<Result<HeldWork | undefined, Problem>> {
  const { connection, clock, signal, report } = parts;
  const until = clock.monotonic() + waitMs;
  for (;;) {
    // Waited for here and not at the coordinator: what nobody waits for any more is then never granted.
    const granted = await parts.alone(() => claimOnce(request, parts));
    if (granted.ok || granted.error.code === 'unknown' || clock.monotonic() >= until) return granted;
    report(granted.error.message);
    await untilClaimable(connection, { clock, until, signal });
    if (signal.aborted) return err({ code: 'cancelled', message: 'The call was cancelled; nothing was claimed.' });
  }
}

/** One task at a time, however many agents the session may have: it has one worktree. */
async function claimOnce(
  request: RequestOf<'claim' | 'claimNext'>,
  parts: ClaimParts,
): Promise<Result<HeldWork | undefined, Problem>> {
  const { view, client } = parts.connection;
  const [held] = view.current().sessions.get(sessionId(request.session))?.claims ?? [];
  if (held !== undefined) return err(holdsOne(request.session, held));
  const answer: Result<ClaimAnswer, Problem> = await client.request(request);
  if (!answer.ok) return answer;
  return answer.value.outcome === 'claimed' ? prepare(answer.value.claim, parts) : ok(undefined);
}

/** A claim whose folder cannot be made is given back: nobody could work on it. */
async function prepare(claim: ClaimedTask, parts: ClaimParts): Promise<Result<HeldWork, Problem>> {
  const { connection, signal } = parts;
  const at = { task: claim.task, epoch: claim.epoch, session: connection.tools.session };
  const giveBack = (): Promise<unknown> => connection.client.request({ verb: 'release', ...at, reason: 'released' });
  try {
    const work = await openAloud(at, claim, parts);
    if (!signal.aborted) return ok(work);
    await giveBack();
    return err({ code: 'cancelled', message: `The call was cancelled; ${claim.task} was given back.` });
  } catch (cause) {
    await giveBack();
    if (cause instanceof SetupFailed) return err({ code: 'place', message: cause.message });
    throw cause;
  }
}

/** What the set-up prints goes where everything goes that is printed under the claim. */
async function openAloud(at: ClaimNames, claim: ClaimedTask, parts: ClaimParts): Promise<HeldWork> {
  const { connection, signal } = parts;
  const stream = openStream(at, parts);
  try {
    return await openWorktree(connection.view.current(), claim, connection.tools, { stream, signal });
  } finally {
    await stream.close();
  }
}

async function untilClaimable(
  { view, tools, onEntry }: OutsideConnection,
  { clock, until, signal }: { readonly clock: Clock; readonly until: number; readonly signal: AbortSignal },
): Promise<void> {
  const again = Math.min(until, clock.monotonic() + askAgainMs);
  for (;;) {
    const left = again - clock.monotonic();
    if (signal.aborted || left <= 0) return;
    await waitForEntry(onEntry, { clock, ms: left, signal });
    const state = view.current();
    const known = state.sessions.get(sessionId(tools.session));
    if (!known || state.unfinished === 0 || (!state.paused && nextTask(state, known) !== undefined)) return;
  }
}

function holdsOne(session: string, held: string): Problem {
  return {
    code: 'agent-ceiling',
    message: `${session} works on ${held} and has one worktree. Complete it, give it back or report a blocker first; status shows it.`,
  };
}
