import type { Result } from '../../../src/base/result.ts';
import type { Problem, Request } from '../../../src/protocol/verbs.ts';
import type { World } from './world.ts';

const keyless: ReadonlySet<Request['verb']> = new Set(['permit', 'heartbeat', 'nextIntegration', 'inbox', 'memo']);

/** A process that speaks to the leader over the simulated network: it retries with the same key until it is answered, may freeze, and may die. */
export class SimClient {
  readonly name: string;
  protected readonly world: World;
  readonly #connections = new Set<AbortController>();
  #life = 0;
  #over = false;
  #asked = 0;
  #lastDelivery = 0;
  #frozenUntil = 0;

  constructor(world: World, name: string) {
    this.world = world;
    this.name = name;
  }

  /** Ends this life: nothing that it waits for ever comes, and its connections close. */
  die(): void {
    this.#life += 1;
    const connections = [...this.#connections];
    this.#connections.clear();
    this.world.scheduler.after(this.world.faults.maxDelayMs, () => connections.forEach((open) => open.abort('gone')));
  }

  /** Like `die`, and no life follows: what is under way says and hears nothing more. */
  dieForGood(): void {
    this.die();
    this.#over = true;
  }

  /** Stands still for `ms`, as a stopped process does. */
  freeze(ms: number): void {
    this.#frozenUntil = this.world.scheduler.monotonic() + ms;
  }

  thaw(): void {
    this.#frozenUntil = 0;
  }

  /** Resolves after `ms` if this life lasts so long. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = this.#whenAwake(resolve);
      this.world.scheduler.after(ms, wake);
    });
  }

  /** Asks until there is an answer. Resolves never when this life ends before. */
  async ask(request: Request): Promise<Result<unknown, Problem>> {
    const key = keyless.has(request.verb) ? undefined : `${this.name}.${this.#life}.${(this.#asked += 1)}`;
    const operation = this.world.history.invoke(this.name, request, key);
    const waits = 'wait' in request && request.wait;
    for (;;) {
      const patience = waits ? 8_000 : this.world.random.pick([400, 400, 1_000, this.world.faults.maxDelayMs]);
      const result = await this.#attempt(request, key, patience);
      if (result !== 'lost' && (result.ok || result.error.code !== 'fault')) {
        this.world.history.respond(operation, result);
        return result;
      }
      await this.sleep(20 + this.world.random.below(300));
    }
  }

  /** Asks for the same thing many times at once. */
  protected flood(request: Request, times: number): void {
    for (let at = 0; at < times; at += 1) this.world.run(this.ask(request).then(() => undefined));
  }

  /** Sends without waiting for an answer. */
  tell(request: Request): void {
    void this.#attempt(request, undefined, 1_000);
  }

  #attempt(request: Request, key: string | undefined, patience: number): Promise<Result<unknown, Problem> | 'lost'> {
    const { scheduler, random, faults } = this.world;
    return new Promise((resolve) => {
      if (this.#over) return;
      const connection = new AbortController();
      this.#connections.add(connection);
      let open = true;
      const settle = (result: Result<unknown, Problem> | 'lost'): void => {
        const wake = this.#whenAwake(() => {
          if (!open) return;
          open = false;
          this.#connections.delete(connection);
          timeout.dispose();
          resolve(result);
        });
        wake();
      };
      const timeout = scheduler.after(patience, () => {
        connection.abort('late');
        settle('lost');
      });
      if (faults.losesMessage(random)) return;
      // One client's messages arrive in the order in which it sent them.
      const now = scheduler.monotonic();
      this.#lastDelivery = Math.max(this.#lastDelivery, now + random.below(faults.maxDelayMs));
      scheduler.after(this.#lastDelivery - now, () =>
        this.world.deliver({ from: this, request, key, signal: connection.signal, answer: settle }),
      );
    });
  }

  #whenAwake(run: () => void): () => void {
    const life = this.#life;
    const wake = (): void => {
      if (this.#over || life !== this.#life) return;
      const now = this.world.scheduler.monotonic();
      if (now >= this.#frozenUntil) run();
      else this.world.scheduler.after(this.#frozenUntil - now, wake);
    };
    return wake;
  }
}
