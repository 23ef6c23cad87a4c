import { setTimeout as sleep } from 'node:timers/promises';
import { connectCoordinator, type SocketClient } from '../../../src/adapters/socket/connectCoordinator.ts';
import { ConnectionLost } from '../../../src/adapters/socket/connectionLost.ts';
import type { Result } from '../../../src/base/result.ts';
import type { Problem, Request } from '../../../src/protocol/verbs.ts';
import type { KillClient } from './killPlan.ts';
import { principalOf, tokenOf } from './killPlan.ts';

/** What a client was told has happened: the request under its key, and the answer. */
export interface Acknowledged {
  readonly client: string;
  readonly key: string;
  readonly request: Request;
  readonly value: unknown;
}

/** Shared by the clients of one swarm: where the leader is to be found, what was acknowledged, and when to stop. */
export interface KillWorld {
  readonly address: string;
  readonly acknowledged: Acknowledged[];
  readonly stop: AbortSignal;
}

const commit = 'c'.repeat(40);
const retryMs = 5;
let keys = 0;

/** Works as a session or the merge queue does, over a real socket; a lost leader is looked for again, with the same key. */
export class KilledClient {
  readonly #name: KillClient;
  readonly #world: KillWorld;
  #connection: SocketClient | undefined;

  constructor(name: KillClient, world: KillWorld) {
    this.#name = name;
    this.#world = world;
  }

  /** Resolves when told to stop, or when there is nothing more to do. */
  async work(): Promise<void> {
    while (!this.#world.stop.aborted) await (this.#name === 'merge-queue' ? this.#merge() : this.#attempt());
    this.#connection?.close();
  }

  async #attempt(): Promise<void> {
    const session = this.#name;
    const answer = await this.#ask({ verb: 'claimNext', session, wait: false });
    const claimed = answer?.ok === true && 'claim' in (answer.value as object);
    if (!claimed) {
      await sleep(retryMs);
      return;
    }
    const { task, epoch } = (answer.value as { readonly claim: { readonly task: string; readonly epoch: number } })
      .claim;
    await this.#ask({ verb: 'progress', task, epoch, session, note: 'half way' });
    await this.#ask({ verb: 'complete', task, epoch, session, commit, evidence: [] });
  }

  async #merge(): Promise<void> {
    const answer = await this.#ask({ verb: 'nextIntegration', wait: false });
    if (answer?.ok !== true || !('integration' in (answer.value as object))) {
      await sleep(retryMs);
      return;
    }
    const { integration } = answer.value as { readonly integration: { readonly task: string; readonly epoch: number } };
    const { task, epoch } = integration;
    await this.#ask({ verb: 'integrated', task, epoch, merge: commit, evidence: [] });
  }

  /** Asks until there is an answer; undefined when told to stop first. */
  async #ask(request: Request): Promise<Result<unknown, Problem> | undefined> {
    const key = `k${(keys += 1)}`;
    while (!this.#world.stop.aborted) {
      try {
        this.#connection ??= await connectCoordinator({
          address: this.#world.address,
          token: tokenOf(principalOf(this.#name)),
        });
        const answer = (await this.#connection.request(request, key)) as Result<unknown, Problem>;
        if (answer.ok) this.#world.acknowledged.push({ client: this.#name, key, request, value: answer.value });
        return answer;
      } catch (cause) {
        if (!(cause instanceof ConnectionLost)) throw cause;
        // The leader was killed: the next one gets the same request.
        this.#connection?.close();
        this.#connection = undefined;
        await sleep(retryMs);
      }
    }
    return undefined;
  }
}
