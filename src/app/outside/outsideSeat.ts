import type { Disposable } from '../../base/disposable.ts';
import { Emitter, type Event } from '../../base/emitter.ts';
import type { Log } from '../../base/log.ts';
import { err, type Result } from '../../base/result.ts';
import { sessionId } from '../../domain/task/ids.ts';
import type { SessionState } from '../../domain/task/swarmState.ts';
import type { CoordinatorClient } from '../../protocol/coordinatorClient.ts';
import type { Problem } from '../../protocol/verbs.ts';
import type { Clock } from '../ports/clock.ts';
import type { Transcript } from '../ports/transcript.ts';
import type { DeliveryTools } from '../runner/attempt.ts';
import type { LedgerView } from './ledgerView.ts';

/** A connection to whoever leads the swarm, shown the session's token. */
export interface OutsideConnection {
  readonly client: CoordinatorClient;
  readonly view: LedgerView;
  /** What the session's work is prepared, committed and verified with. */
  readonly tools: DeliveryTools;
  readonly transcript: Transcript;
  /** Fires when the ledger has grown. */
  readonly onEntry: Event<void>;
  close(): void;
}

export interface SeatParts {
  readonly session: string;
  /** A problem when nobody leads, or the token is not known. */
  readonly connect: () => Promise<Result<OutsideConnection, Problem>>;
  /** Makes this process the only one that works as the session; undefined while another one does. */
  readonly lock: () => Disposable | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether something was written in the session's worktree since then (wall time, ms). */
  readonly hasChanged: (since: number) => Promise<boolean>;
}

const heartbeatMs = 20_000;

/**
 * The place of an outside agent in a swarm. Looking takes no place; the first call that works as the session takes it, keeps
 * its claims alive, and goes on with a claim that an earlier connection has left: a claim ends by its lease alone, so that an
 * agent that is started again finds its worktree as it was.
 */
export class OutsideSeat {
  readonly #parts: SeatParts;
  readonly #entry = new Emitter<void>();
  #connecting: Promise<Result<OutsideConnection, Problem>> | undefined;
  #seated: OutsideConnection | undefined;
  #lock: Disposable | undefined;
  #beat: Disposable | undefined;
  /** Calls of tools that go on, and when something was last seen of the agent's work (wall time, ms). */
  #calls = 0;
  #workedAt: number;

  readonly onEntry = this.#entry.event;

  constructor(parts: SeatParts) {
    this.#parts = parts;
    this.#workedAt = parts.clock.now();
  }

  /** Has a tool do its work; while it does, the agent is not idle. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#calls += 1;
    try {
      return await work();
    } finally {
      this.#calls -= 1;
    }
  }

  /** The connection, made anew when the last one is lost. */
  async connection(): Promise<Result<OutsideConnection, Problem>> {
    const connecting = (this.#connecting ??= this.#connect());
    const connected = await connecting;
    if (connected.ok && !connected.value.client.closed.aborted) return connected;
    if (this.#connecting === connecting) this.#connecting = undefined;
    if (!connected.ok) return connected;
    connected.value.close();
    return this.connection();
  }

  /** The connection, as one that works as the session. */
  async take(): Promise<Result<OutsideConnection, Problem>> {
    const connected = await this.connection();
    if (!connected.ok || this.#seated === connected.value) return connected;
    const { session } = this.#parts;
    const planned = connected.value.view.current().sessions.get(sessionId(session));
    if (planned && planned.spec.provider !== 'mcp') return err(notForOutside(planned));
    this.#lock ??= this.#parts.lock();
    if (!this.#lock) return err(occupied(session));
    const joined = await this.#join(connected.value, planned);
    if (!joined.ok) return joined;
    this.#seated = connected.value;
    this.#beat ??= this.#parts.clock.every(heartbeatMs, () => this.#heartbeat());
    return connected;
  }

  /** Nothing of the session is kept alive any more; its claims are left to their lease. */
  async close(): Promise<void> {
    this.#beat?.dispose();
    const connected = await this.#connecting;
    if (connected?.ok) connected.value.close();
    this.#lock?.dispose();
  }

  async #connect(): Promise<Result<OutsideConnection, Problem>> {
    const connected = await this.#parts.connect();
    if (connected.ok) connected.value.onEntry(() => this.#entry.fire());
    return connected;
  }

  /** Registering ends what the session holds: who goes on with it only says that it is there. */
  async #join({ client }: OutsideConnection, planned: SessionState | undefined): Promise<Result<unknown, Problem>> {
    const { session } = this.#parts;
    if (planned && planned.claims.size > 0) return client.request({ verb: 'heartbeat', session });
    return client.request({ verb: 'registerSession', session, provider: 'mcp', sandbox: 'none' });
  }

  #heartbeat(): void {
    const { session, log } = this.#parts;
    const beat = async (): Promise<void> => {
      const connected = await this.take();
      const now = this.#parts.clock.now();
      const worked = this.#calls > 0 || (await this.#parts.hasChanged(this.#workedAt));
      if (worked) this.#workedAt = now;
      const said = { verb: 'heartbeat', session, worked } as const;
      const answer = connected.ok ? await connected.value.client.request(said) : connected;
      if (!answer.ok) log.warn(answer.error.message, { session, code: answer.error.code });
    };
    beat().catch((error: unknown) => log.warn('A heartbeat was not heard.', { session, error: String(error) }));
  }
}

function notForOutside({ spec }: SessionState): Problem {
  return {
    code: 'forbidden',
    message: `${spec.id} is worked on by the provider ${spec.provider}. For an outside agent choose a session with \`provider: mcp\` in swarm.yaml.`,
  };
}

function occupied(session: string): Problem {
  return {
    code: 'taken',
    message: `Another program works as ${session} now. End it, or join as another session.`,
  };
}

/** What a lost connection is told as. */
export function notLed(folder: string): Problem {
  return {
    code: 'not-running',
    message: `Nobody runs the swarm in ${folder} now. A person starts it with \`s2 run\`; then call again.`,
  };
}
