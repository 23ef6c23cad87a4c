import type { Disposable } from '../../base/disposable.ts';
import type { Log } from '../../base/log.ts';
import { Novelty } from '../../domain/agent/novelty.ts';
import type { CoordinatorClient } from '../../protocol/coordinatorClient.ts';
import type { ClaimedTask } from '../../protocol/verbs.ts';
import type { Clock } from '../ports/clock.ts';

/** What is done about an agent that gets nowhere. */
export type WatchStep = 'nudged' | 'restarted' | 'handed-over' | 'parked';

export interface ProgressWatchParts {
  readonly client: CoordinatorClient;
  readonly clock: Clock;
  readonly log: Log;
  readonly claim: { readonly task: string; readonly session: string; readonly epoch: number };
  readonly limits: ClaimedTask['watchdog'];
  readonly canNudge: boolean;
  /** Whether something was written in its worktree since then (wall time, ms). */
  readonly hasChanged: (since: number) => Promise<boolean>;
  readonly onStep: (step: WatchStep, cause: 'no-progress' | 'timeout') => void;
}

/** So often it is looked whether anything has come of an agent's work, within the stall time. */
const looksPerStall = 10;
const longestLookMs = 15_000;

/**
 * Watches an agent of this runner: what it prints that it has not just printed, and what changes in its worktree, is progress. When there is none for
 * the stall time, or it takes too long altogether, the coordinator says what is done about it. That it lives is no progress.
 */
export class ProgressWatch implements Disposable {
  readonly #parts: ProgressWatchParts;
  readonly #timer: Disposable;
  readonly #novelty = new Novelty();
  #began: number;
  #progressAt: number;
  #progressWall: number;
  #asked = 0;
  #looking = false;

  constructor(parts: ProgressWatchParts) {
    this.#parts = parts;
    const { clock, limits } = parts;
    this.#began = clock.monotonic();
    this.#progressAt = this.#began;
    this.#progressWall = clock.now();
    const everyMs = Math.max(1, Math.min(longestLookMs, limits.stallMs / looksPerStall));
    this.#timer = clock.every(everyMs, () => this.#look());
  }

  /** Notes what the agent prints. */
  hear(text: string): void {
    if (this.#novelty.add(text)) this.#progressed();
  }

  dispose(): void {
    this.#timer.dispose();
  }

  #progressed(): void {
    this.#progressAt = this.#parts.clock.monotonic();
    this.#progressWall = this.#parts.clock.now();
  }

  #look(): void {
    if (this.#looking) return;
    this.#looking = true;
    this.#judge()
      // The loss of the connection is told by the client's `closed`.
      .catch((error: unknown) => this.#parts.log.warn('The watchdog could not look.', { error: String(error) }))
      .finally(() => (this.#looking = false));
  }

  async #judge(): Promise<void> {
    const { clock, limits, hasChanged } = this.#parts;
    const workedMs = clock.monotonic() - this.#began;
    if (workedMs >= limits.timeoutMs) return this.#ask('timeout', workedMs);
    const before = this.#progressAt;
    if (clock.monotonic() - before < limits.stallMs) return;
    if (await hasChanged(this.#progressWall)) this.#progressed();
    else if (this.#progressAt === before) await this.#ask('no-progress', clock.monotonic() - before);
  }

  async #ask(cause: 'no-progress' | 'timeout', silentMs: number): Promise<void> {
    const { client, claim, canNudge, onStep, log } = this.#parts;
    this.#asked += 1;
    const answer = await client.request(
      { verb: 'stalled', ...claim, cause, silentMs: Math.round(silentMs), canNudge },
      `stalled/${claim.task}/${claim.epoch}/${Math.round(this.#began)}/${this.#asked}`,
    );
    // Whatever is done, it has the stall time again until the next rung.
    this.#progressed();
    if (!answer.ok) return log.warn(answer.error.message, { session: claim.session, code: answer.error.code });
    const { step } = answer.value;
    if (step === undefined) this.#began = this.#parts.clock.monotonic();
    else onStep(step, cause);
  }
}
