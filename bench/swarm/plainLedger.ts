import Database from 'better-sqlite3';
import { nodePrimitives } from '../../src/adapters/signing/nodePrimitives.ts';
import type { Ledger, LedgerBatch } from '../../src/app/ports/ledger.ts';
import { Sealer, type EntryContext } from '../../src/app/witness/sealer.ts';
import type { SwarmEvent } from '../../src/domain/task/event.ts';
import { subjectOf } from '../../src/domain/task/event.ts';
import { genesis, type Entry, type SealedEntry } from '../../src/domain/witness/entry.ts';
import { benchKey } from './openSwarm.ts';

const noHash = new Uint8Array();

/** Gives entries their place and nothing else: plain JSON, no hash, no tree, no signature. */
class PlainSealer extends Sealer {
  #size = 0;
  readonly #revisions = new Map<string, number>();

  override get size(): number {
    return this.#size;
  }

  override seal(event: SwarmEvent, context: EntryContext): SealedEntry {
    this.#size += 1;
    const subject = subjectOf(event);
    const revision = (this.#revisions.get(subject) ?? 0) + 1;
    this.#revisions.set(subject, revision);
    const entry: Entry = { sequence: this.#size, subject, revision, event, previous: genesis, ...context };
    return { entry, body: JSON.stringify(entry), hash: noHash };
  }

  override checkpoint(): string {
    return '';
  }
}

export const createPlainSealer = (): Sealer =>
  new PlainSealer({ primitives: nodePrimitives, signer: benchKey, origin: 's2.local/plain' });

/** An event log that is just as durable and orders subjects just the same, but keeps neither hashes nor checkpoints. */
export function openPlainLedger(file: string): Ledger {
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec(
    'CREATE TABLE entry (sequence INTEGER PRIMARY KEY, subject TEXT NOT NULL, revision INTEGER NOT NULL, body TEXT NOT NULL, UNIQUE (subject, revision)) STRICT',
  );
  const insert = db.prepare('INSERT INTO entry (sequence, subject, revision, body) VALUES (?, ?, ?, ?)');
  const write = db.transaction((batch: LedgerBatch) => {
    for (const { entry, body } of batch.entries) insert.run(entry.sequence, entry.subject, entry.revision, body);
  });
  return {
    append: async (batch) => {
      write.immediate(batch);
      return 'accepted';
    },
    read: () => [],
    checkpoints: () => [],
    close: () => db.close(),
  };
}
