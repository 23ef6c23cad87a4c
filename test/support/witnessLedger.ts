import { nodePrimitives } from '../../src/adapters/signing/nodePrimitives.ts';
import { createNodeSigner, generateSigningKey, verifyWithNode } from '../../src/adapters/signing/nodeSigner.ts';
import { Sealer, type EntryContext } from '../../src/app/witness/sealer.ts';
import type { Signer, WitnessTools } from '../../src/domain/witness/checkpoint.ts';
import { hashEntryBody } from '../../src/domain/witness/entry.ts';

/** A ledger to be spoiled. */
export interface WrittenLedger {
  entries: { body: string; hash: Uint8Array }[];
  checkpoints: string[];
  anchors?: string[];
}

export const nodeTools: WitnessTools = { primitives: nodePrimitives, verify: verifyWithNode };

export function newSigner(name = 's2.local'): Signer {
  return createNodeSigner(name, generateSigningKey());
}

export function entryContext(at: number, person: string): EntryContext {
  return {
    at,
    actor: { kind: 'person', name: person },
    cause: { kind: 'request', verb: 'pause' },
    authority: { token: null, epoch: null },
    trace: 't',
    key: null,
  };
}

/** Writes ledgers of pauses and resumes, step by step, as a swarm would. */
export class LedgerScript {
  readonly ledger: WrittenLedger = { entries: [], checkpoints: [] };
  readonly #person: string;
  #sealer: Sealer;

  constructor(signer: Signer, options: { readonly person?: string; readonly origin?: string } = {}) {
    this.#person = options.person ?? 'test';
    this.#sealer = new Sealer({ primitives: nodePrimitives, signer, origin: options.origin ?? 'test/ledger' });
  }

  /** Adds so many entries and a checkpoint after every second one. */
  add(count: number, person = this.#person): this {
    const { entries, checkpoints } = this.ledger;
    for (let more = 0; more < count; more += 1) {
      const at = entries.length;
      const type = at % 2 === 0 ? 'swarm.paused' : 'swarm.resumed';
      const { body, hash } = this.#sealer.seal({ type }, entryContext(at, person));
      entries.push({ body, hash });
      if (at % 2 === 1) checkpoints.push(this.#sealer.checkpoint());
    }
    return this;
  }

  /** Changes the key; the entry gets a checkpoint of its own. */
  rotate(next: Signer): this {
    const { body, hash } = this.#sealer.rotate(next, entryContext(this.ledger.entries.length, this.#person));
    this.ledger.entries.push({ body, hash });
    return this.checkpoint();
  }

  checkpoint(): this {
    this.ledger.checkpoints.push(this.#sealer.checkpoint());
    return this;
  }
}

/** A sound ledger of `size` entries in batches of two. */
export function writeLedger(signer: Signer, size: number, person = 'test'): WrittenLedger {
  return new LedgerScript(signer, { person }).add(size).ledger;
}

/** Rewrites an entry together with its hash, as somebody with the database but without the key could. */
export function rewriteEntry(ledger: WrittenLedger, sequence: number, change: (body: string) => string): void {
  const entry = ledger.entries[sequence - 1];
  if (!entry) throw new RangeError(`there is no entry ${sequence}`);
  entry.body = change(entry.body);
  entry.hash = hashEntryBody(entry.body, nodePrimitives);
}
