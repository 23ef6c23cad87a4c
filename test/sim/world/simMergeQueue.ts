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
      const next = answer.ok ? batchIn(answer.value) : undefined;
      await this.sleep(random.below(300));
      if (faults.strikesSession(random)) {
        this.die();
        scheduler.after(faults.maxDelayMs + 100, () => this.start());
      } else if (next) await this.#judge(next);
      else await this.sleep(200);
    }
  }

  async #judge(batch: readonly [Integration, ...Integration[]]): Promise<void> {
    const { random, faults } = this.world;
    const [{ task, epoch }] = batch;
    const at = { task, epoch, evidence: [] };
    if (faults.isCalm || !random.chance(0.25)) await this.#merge(batch.slice(0, 1 + random.below(batch.length)));
    else if (random.chance(0.5)) await this.ask({ verb: 'rejected', ...at, reason: 'does not verify' });
    else await this.ask({ verb: 'conflicted', ...at, ...this.#conflict() });
  }

  /** One or several at once; the lowest may have been taken back since. */
  async #merge(batch: readonly Integration[]): Promise<void> {
    const merged = batch.map(({ task, epoch }) => ({ task, epoch, merge: mergeOf(task, epoch) }));
    this.#merged.push(...merged.map(({ merge }) => merge));
    const [first] = merged;
    if (first && merged.length === 1) await this.ask({ verb: 'integrated', ...first, evidence: [] });
    else await this.ask({ verb: 'integratedAll', merged, evidence: [] });
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

function mergeOf(task: string, epoch: number): string {
  return Buffer.from(`${epoch}/${task}`).toString('hex').padEnd(40, '0').slice(0, 40);
}

function batchIn(value: unknown): readonly [Integration, ...Integration[]] | undefined {
  if (typeof value !== 'object' || value === null || !('batch' in value)) return undefined;
  return value.batch as readonly [Integration, ...Integration[]];
}
