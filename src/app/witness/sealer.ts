import { subjectOf, type SwarmEvent } from '../../domain/task/event.ts';
import { canonicalJson } from '../../domain/witness/canonicalJson.ts';
import { signCheckpoint, type Signer } from '../../domain/witness/checkpoint.ts';
import { genesis, sealEntry, type Entry, type SealedEntry } from '../../domain/witness/entry.ts';
import { signRotation } from '../../domain/witness/keyRotation.ts';
import { MerkleHead } from '../../domain/witness/merkleTree.ts';
import { toHex, type WitnessPrimitives } from '../../domain/witness/primitives.ts';

/** What a new entry says besides its place in the ledger. */
export type EntryContext = Pick<Entry, 'at' | 'actor' | 'cause' | 'authority' | 'trace' | 'key'>;

/** Gives new entries their place in the chain and signs the ledger's head. Knows no store: it follows what was appended. */
export class Sealer {
  readonly #primitives: WitnessPrimitives;
  readonly #origin: string;
  /** Who signs checkpoints; after a rotation the new key and, for those who know no other, the one before. */
  #signers: readonly [Signer, ...Signer[]];
  #previous = genesis;
  #tree: MerkleHead;
  #revisions = new Map<string, number>();
  readonly #fingerprints = new WeakMap<object, string>();

  constructor(options: { readonly primitives: WitnessPrimitives; readonly signer: Signer; readonly origin: string }) {
    this.#primitives = options.primitives;
    this.#signers = [options.signer];
    this.#origin = options.origin;
    this.#tree = new MerkleHead(options.primitives);
  }

  /** Number of entries so far; the next one gets this plus one. */
  get size(): number {
    return this.#tree.size;
  }

  /** Takes over an entry that is in the ledger already. */
  follow(subject: string, hash: Uint8Array): void {
    this.#previous = toHex(hash);
    this.#tree.append(hash);
    this.#revisions.set(subject, (this.#revisions.get(subject) ?? 0) + 1);
  }

  /** Makes the next entry and counts it as appended. */
  seal(event: SwarmEvent, context: EntryContext): SealedEntry {
    const subject = subjectOf(event);
    const revision = (this.#revisions.get(subject) ?? 0) + 1;
    const entry: Entry = { sequence: this.size + 1, subject, revision, event, previous: this.#previous, ...context };
    const sealed = sealEntry(entry, this.#primitives);
    this.follow(subject, sealed.hash);
    return sealed;
  }

  /** Makes the entry from which on `next` signs. Its checkpoint, and every later one of this sealer, bears both signatures. */
  rotate(next: Signer, context: EntryContext): SealedEntry {
    const [from] = this.#signers;
    const place = { sequence: this.size + 1, previous: this.#previous };
    const sealed = this.seal(signRotation({ from, to: next }, place, this.#primitives), context);
    this.#signers = [next, from];
    return sealed;
  }

  /** SHA-256 in hex of the canonical JSON of a value that does not change. */
  fingerprint(value: object): string {
    const known = this.#fingerprints.get(value);
    if (known !== undefined) return known;
    const made = toHex(this.#primitives.sha256(canonicalJson(value)));
    this.#fingerprints.set(value, made);
    return made;
  }

  /** A signed checkpoint over all entries so far. */
  checkpoint(): string {
    return signCheckpoint(
      { origin: this.#origin, size: this.size, root: this.#tree.root() },
      this.#signers,
      this.#primitives,
    );
  }
}
