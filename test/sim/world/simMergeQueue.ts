import type { Integration } from '../../../src/protocol/verbs.ts';
import { SimClient } from './simClient.ts';

/** The merge queue: takes what is submitted, merges or rejects it, and may die in between. */
export class SimMergeQueue extends SimClient {
  /** What it has merged, whether or not the ledger has heard of it. */
  readonly #merged: string[] = [];

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
        if (faults.isCalm || !random.chance(0.25)) {
          this.#merged.push(merge);
          await this.ask({ verb: 'integrated', ...at, merge });
        } else if (random.chance(0.5)) await this.ask({ verb: 'rejected', ...at, reason: 'does not verify' });
        else await this.ask({ verb: 'conflicted', ...at, ...this.#conflict() });
      } else await this.sleep(200);
    }
  }

  /** Files and merges, of which the ledger knows some. */
  #conflict(): {
    readonly onto: string;
    readonly files: readonly string[];
    readonly more: number;
    readonly merges: readonly string[];
  } {
    const { random } = this.world;
    const merges = [...this.#merged].slice(-3).filter(() => random.chance(0.7));
    const onto = this.#merged.at(-1) ?? '0'.repeat(40);
    return { onto, files: ['shared.ts'], more: 0, merges: random.chance(0.2) ? [...merges, 'f'.repeat(40)] : merges };
  }
}

function integrationIn(value: unknown): Integration | undefined {
  if (typeof value !== 'object' || value === null || !('integration' in value)) return undefined;
  return value.integration as Integration;
}
