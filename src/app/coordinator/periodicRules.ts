import { releaseClaims } from '../../domain/task/decideRegister.ts';
import { withdrawHelp, withdrawIdleHelp } from '../../domain/task/clearBlocker.ts';
import { escalate, soughtErrors, waitingSearches, withdrawIdleSearch } from '../../domain/task/decideRecovery.ts';
import { preemptHelper, preemptWaiter, waitingHelp } from '../../domain/task/decidePreemption.ts';
import type { SwarmEvent } from '../../domain/task/event.ts';
import { taskId } from '../../domain/task/ids.ts';
import type { SwarmState } from '../../domain/task/swarmState.ts';
import { findCycles } from '../../domain/task/waitGraph.ts';
import { Ages } from './ages.ts';
import { governorDue } from './decideGovernor.ts';
import type { Presence } from './presence.ts';
import { StallWatch } from './stallWatch.ts';

/** How often time is looked at, ms. */
export const ruleCheckMs = 5_000;

const minuteMs = 60_000;

export interface PeriodicRuleParts {
  readonly presence: Presence;
  readonly state: () => SwarmState;
  /** The wall clock, ms since the epoch: breakers revive and calls end at stated times. */
  readonly wallNow: () => number;
  /** Decides and records in the coordinator's own name. */
  readonly propose: (rule: string, decide: (state: SwarmState) => readonly SwarmEvent[]) => void;
}

/**
 * What follows from the mere passing of time, by monotonic time (ms), so that a wall clock that is set changes nothing: leases
 * that expire, help that nobody gives, waits that are ended by force. How old a wait is counts from when this leader first saw it.
 */
export class PeriodicRules {
  readonly #parts: PeriodicRuleParts;
  readonly #idleHelp = new Ages<string>();
  readonly #lateHelp = new Ages<string>();
  readonly #circles = new Ages<string>();
  readonly #errors = new Ages<string>();
  readonly #searches = new Ages<string>();
  readonly #stalls: StallWatch;

  constructor(parts: PeriodicRuleParts) {
    this.#parts = parts;
    this.#stalls = new StallWatch(parts);
  }

  check(now: number): void {
    this.#checkLeases(now);
    this.#checkGovernor();
    const state = this.#parts.state();
    if (state.paused) {
      // Nobody is late while nobody may begin.
      for (const ages of [this.#idleHelp, this.#lateHelp, this.#circles, this.#errors, this.#searches]) ages.forget();
      this.#stalls.forget();
      return;
    }
    this.#checkIdleHelp(state, now);
    this.#checkCircles(state, now);
    this.#checkLateHelp(state, now);
    this.#checkErrors(state, now);
    this.#checkSearches(state, now);
    this.#stalls.check(now);
  }

  /** Ends the claims of sessions that have been silent for too long, so that somebody else can go on. A silent helper is not waited for again. */
  #checkLeases(now: number): void {
    const { presence, propose, state } = this.#parts;
    if (presence.claimsOfSilent(state(), now).length === 0) return;
    propose('lease', (current) => expire(current, presence.claimsOfSilent(current, now)));
  }

  #checkGovernor(): void {
    const { propose, state, wallNow } = this.#parts;
    if (governorDue(state(), wallNow()).length > 0) propose('governor', (current) => governorDue(current, wallNow()));
  }

  /** A help task that its helper could take and does not take for a lease goes back, and this helper is not asked again. */
  #checkIdleHelp(state: SwarmState, now: number): void {
    const idle = [...waitingHelp(state)].filter(([, isBusy]) => !isBusy).map(([help]) => help);
    const late = this.#idleHelp.atLeast(idle, now, this.#parts.presence.leaseMs);
    for (const help of late) {
      this.#parts.propose('idle-help', (current) =>
        waitingHelp(current).get(taskId(help)) === false ? withdrawIdleHelp(current, taskId(help)) : [],
      );
    }
  }

  #checkCircles(state: SwarmState, now: number): void {
    const { preemption } = state.policy;
    const keys = preemption ? findCycles(state).map(({ blockers }) => blockers.join(' ')) : [];
    for (const old of this.#circles.atLeast(keys, now, (preemption?.ageMinutes ?? 0) * minuteMs)) {
      this.#parts.propose('preemption', (current) => {
        const cycle = findCycles(current).find(({ blockers }) => blockers.join(' ') === old);
        return cycle ? preemptWaiter(current, cycle) : [];
      });
    }
  }

  #checkLateHelp(state: SwarmState, now: number): void {
    const { preemption } = state.policy;
    const busy = preemption ? [...waitingHelp(state)].filter(([, isBusy]) => isBusy).map(([help]) => help) : [];
    for (const help of this.#lateHelp.atLeast(busy, now, (preemption?.ageMinutes ?? 0) * minuteMs)) {
      const decide = (current: SwarmState): readonly SwarmEvent[] =>
        waitingHelp(current).has(taskId(help)) ? preemptHelper(current, taskId(help)) : [];
      // Asked first, for it may be allowed only once more of the fleet has nothing to do.
      if (decide(state).length > 0) this.#parts.propose('preemption', decide);
    }
  }

  /** An error whose cause nobody has found in time is a person's. */
  #checkErrors(state: SwarmState, now: number): void {
    const limitMs = state.policy.recovery.personAfterMinutes * minuteMs;
    for (const error of this.#errors.atLeast(soughtErrors(state), now, limitMs))
      this.#parts.propose('recovery', (current) => escalate(current, taskId(error)));
  }

  /** A search that its helper does not begin for a lease is somebody else's: it may not be there. */
  #checkSearches(state: SwarmState, now: number): void {
    for (const search of this.#searches.atLeast(waitingSearches(state), now, this.#parts.presence.leaseMs))
      this.#parts.propose('recovery', (current) => withdrawIdleSearch(current, taskId(search)));
  }
}

function expire(state: SwarmState, silent: readonly string[]): readonly SwarmEvent[] {
  const help = silent.map(taskId).filter((id) => state.tasks.get(id)?.spec.helps !== undefined);
  return [
    ...releaseClaims(state, silent, 'lease-expired'),
    ...help.flatMap((id) => withdrawHelp(state, id, 'silent help')),
  ];
}
