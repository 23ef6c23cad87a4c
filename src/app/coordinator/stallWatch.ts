import { decideStall } from '../../domain/task/decideStall.ts';
import type { SwarmEvent } from '../../domain/task/event.ts';
import type { SessionState, SwarmState } from '../../domain/task/swarmState.ts';
import type { TaskState } from '../../domain/task/taskState.ts';
import type { StallCause } from '../../domain/task/watchEvent.ts';
import { nextBlocker } from './decideRequest.ts';
import type { Presence } from './presence.ts';

export interface StallWatchParts {
  readonly presence: Pick<Presence, 'workedAt'>;
  readonly state: () => SwarmState;
  /** Decides and records in the coordinator's own name. */
  readonly propose: (rule: string, decide: (state: SwarmState) => readonly SwarmEvent[]) => void;
}

/** A claim as it is watched: when it was first seen, and when something was last done about it. */
interface Watched {
  readonly since: number;
  actedAt: number;
}

/**
 * The watchdog for agents that no runner of the swarm's own watches: outside agents, which say themselves that they are there, and may say so for
 * ever. What they ask for and report counts as work, by monotonic time (ms). A runner watches its own agents, and sees more.
 */
export class StallWatch {
  readonly #parts: StallWatchParts;
  readonly #claims = new Map<string, Watched>();

  constructor(parts: StallWatchParts) {
    this.#parts = parts;
  }

  check(now: number): void {
    const state = this.#parts.state();
    const { stallMinutes, timeoutHours } = state.policy.watchdog;
    const seen = new Set<string>();
    for (const { session, task } of outsideClaims(state)) {
      const key = `${task.spec.id}/${task.epoch}`;
      seen.add(key);
      const watched = this.#claims.get(key) ?? { since: now, actedAt: now };
      this.#claims.set(key, watched);
      const workedAt = this.#parts.presence.workedAt(session.spec.id) ?? watched.since;
      const silentMs = now - Math.max(watched.since, watched.actedAt, workedAt);
      const isLate = now - watched.since >= timeoutHours * 3_600_000;
      if (!isLate && silentMs < stallMinutes * 60_000) continue;
      watched.actedAt = now;
      this.#act(
        task,
        isLate ? { cause: 'timeout', silentMs: now - watched.since } : { cause: 'no-progress', silentMs },
      );
    }
    for (const key of this.#claims.keys()) if (!seen.has(key)) this.#claims.delete(key);
  }

  /** Nobody is late while the swarm is paused. */
  forget(): void {
    this.#claims.clear();
  }

  #act({ spec, epoch }: TaskState, found: { readonly cause: StallCause; readonly silentMs: number }): void {
    this.#parts.propose('watchdog', (current): readonly SwarmEvent[] => {
      const progress = current.tasks.get(spec.id)?.progress;
      if (progress?.stage !== 'claimed') return [];
      const claim = { task: spec.id, session: progress.by, epoch };
      const means = { canNudge: true, canRestart: false, atOnce: true, blocker: nextBlocker(current) };
      const decision = decideStall(current, claim, { ...found, ...means });
      return decision.accepted ? decision.events : [];
    });
  }
}

function* outsideClaims(state: SwarmState): Generator<{ readonly session: SessionState; readonly task: TaskState }> {
  for (const session of state.sessions.values()) {
    if (session.joined?.provider !== 'mcp') continue;
    for (const id of session.claims) {
      const task = state.tasks.get(id);
      if (task) yield { session, task };
    }
  }
}
