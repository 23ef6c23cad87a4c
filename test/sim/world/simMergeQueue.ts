import type { Integration } from '../../../src/protocol/verbs.ts';
import { SimClient } from './simClient.ts';

/** The merge queue: takes what is submitted, merges or rejects it, and may die in between. */
export class SimMergeQueue extends SimClient {
  start(): void {
    this.world.run(this.#live());
  }

  async #live(): Promise<void> {
    const { random, faults, scheduler } = this.world;
    for (;;) {
      const answer = await this.ask({ verb: 'nextIntegration', wait: random.chance(0.7) });
      const next = answer.ok ? integrationIn(answer.value) : undefined;
      await this.sleep(random.below(300));
      if (faults.strikesSession(random)) {
        this.die();
        scheduler.after(faults.maxDelayMs + 100, () => this.start());
      } else if (next) {
        const at = { task: next.task, epoch: next.epoch, evidence: [] };
        const merge = Buffer.from(`${next.epoch}/${next.task}`).toString('hex').padEnd(40, '0').slice(0, 40);
        const merged = faults.isCalm || !random.chance(0.15);
        await this.ask(merged ? { verb: 'integrated', ...at, merge } : { verb: 'rejected', ...at, reason: 'conflict' });
      } else await this.sleep(200);
    }
  }
}

function integrationIn(value: unknown): Integration | undefined {
  if (typeof value !== 'object' || value === null || !('integration' in value)) return undefined;
  return value.integration as Integration;
}
