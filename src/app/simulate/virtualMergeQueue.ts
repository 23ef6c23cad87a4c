import type { VirtualWorld } from './virtualWorld.ts';

const verifyMs = 60_000;
const principal = { kind: 'integrator', token: null } as const;

/** Verifies what is handed in, one after the other: what is not good never gets through. */
export class VirtualMergeQueue {
  readonly #world: VirtualWorld;

  constructor(world: VirtualWorld) {
    this.#world = world;
  }

  async live(): Promise<void> {
    for (;;) {
      const next = await this.#world.ask({ verb: 'nextIntegration', wait: true }, principal);
      if (!next.ok || next.value.outcome === 'finished') return;
      const { task, epoch, commit } = next.value.integration;
      await this.#world.sleep(verifyMs);
      const verdict = { task, epoch, evidence: [] };
      if (this.#world.verifies(commit))
        await this.#world.ask({ verb: 'integrated', ...verdict, merge: commit }, principal);
      else await this.#world.ask({ verb: 'rejected', ...verdict, reason: 'its verification fails' }, principal);
    }
  }
}
