import type { Result } from '../../base/result.ts';
import type { SessionId } from '../../domain/task/ids.ts';
import type { AnswerOf } from '../../protocol/coordinatorClient.ts';
import type { Problem, Request } from '../../protocol/verbs.ts';
import type { Principal } from '../coordinator/principal.ts';
import { VirtualAgent, type VirtualSeat } from './virtualAgent.ts';
import type { VirtualWorld } from './virtualWorld.ts';

const heartbeatMs = 60_000;
/** How long it takes until a silent session is started again. */
const silenceMs = 20 * 60_000;

/** A session: its runner, which may fall silent with all its agents, and so many agents as its plan gives it, each at a task of its own. */
export class VirtualSession {
  readonly #world: VirtualWorld;
  readonly #id: SessionId;
  readonly #principal: Principal;
  /** Resolves when the runner is there again; undefined while it is. */
  #silence: Promise<void> | undefined;

  constructor(world: VirtualWorld, id: SessionId) {
    this.#world = world;
    this.#id = id;
    this.#principal = { kind: 'session', session: id, token: id, runner: true };
  }

  async live(): Promise<void> {
    await this.#register();
    const heart = this.#world.scheduler.every(heartbeatMs, () => this.#beat());
    const seat: VirtualSeat = {
      world: this.#world,
      session: this.#id,
      ask: (request) => this.#ask(request),
      fallSilent: () => (this.#silence ??= this.#beSilent()),
    };
    const agents = Array.from({ length: this.#world.knobs.agents }, () => new VirtualAgent(seat).live());
    await Promise.all(agents);
    heart.dispose();
  }

  async #beSilent(): Promise<void> {
    await this.#world.sleep(silenceMs);
    await this.#register();
    this.#silence = undefined;
  }

  async #register(): Promise<void> {
    const session = this.#id;
    await this.#world.ask({ verb: 'registerSession', session, provider: 'anthropic', sandbox: 'os' }, this.#principal);
  }

  #beat(): void {
    if (!this.#silence) this.#world.send({ verb: 'heartbeat', session: this.#id }, this.#principal);
  }

  /** What an agent asks while the runner is silent is asked when it is there again. */
  async #ask<R extends Request>(request: R): Promise<Result<AnswerOf<R['verb']>, Problem>> {
    await this.#silence;
    return this.#world.ask(request, this.#principal);
  }
}
