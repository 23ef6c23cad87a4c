import type { Disposable } from '../../base/disposable.ts';
import type { Clock } from '../../app/ports/clock.ts';
import type { AcpLimits } from './limits.ts';

/** Why a turn was ended from our side: by who asked for it (`aborted`), or because the agent took too long (`reason`). */
export type TurnEnd = { readonly kind: 'aborted' } | { readonly kind: 'late'; readonly reason: string };

/** Tells when an agent has taken too long, or is wanted no more. */
export class TurnWatch implements Disposable {
  readonly over: Promise<TurnEnd>;
  readonly #clock: Clock;
  readonly #limits: AcpLimits;
  readonly #isExcused: () => boolean;
  readonly #timers: Disposable[] = [];
  #end: (end: TurnEnd) => void = () => undefined;
  #heardAt: number;

  /** `isExcused` says whether the agent has a reason to be silent: it waits for a person, or for a command of ours. */
  constructor(clock: Clock, limits: AcpLimits, signal: AbortSignal, isExcused: () => boolean) {
    this.#clock = clock;
    this.#limits = limits;
    this.#isExcused = isExcused;
    this.#heardAt = clock.monotonic();
    this.over = new Promise((resolve) => (this.#end = resolve));
    const abort = (): void => this.#end({ kind: 'aborted' });
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    this.#timers.push({ dispose: () => signal.removeEventListener('abort', abort) });
    this.#timers.push(clock.every(Math.max(1, Math.ceil(limits.stallMs / 20)), () => this.#look()));
  }

  /** The turn begins: what was needed to get ready does not count. */
  begin(): void {
    const { turnMs } = this.#limits;
    const end = (): void => this.#end({ kind: 'late', reason: `its turn took longer than ${describe(turnMs)}` });
    this.heard();
    this.#timers.push(this.#clock.after(turnMs, end));
  }

  heard(): void {
    this.#heardAt = this.#clock.monotonic();
  }

  dispose(): void {
    for (const timer of this.#timers.splice(0)) timer.dispose();
  }

  #look(): void {
    if (this.#isExcused()) this.heard();
    const silent = this.#clock.monotonic() - this.#heardAt;
    if (silent >= this.#limits.stallMs)
      this.#end({ kind: 'late', reason: `it has said nothing for ${describe(this.#limits.stallMs)}` });
  }
}

function describe(ms: number): string {
  return ms >= 120_000 ? `${Math.round(ms / 60_000)} minutes` : `${Math.round(ms / 100) / 10} s`;
}
