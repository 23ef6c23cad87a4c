import Database from 'better-sqlite3';
import type { ConsumerJournal, DeadLetter } from '../../app/ports/consumerJournal.ts';
import { LedgerError } from '../../app/ports/ledger.ts';

const schema = `
  CREATE TABLE IF NOT EXISTS position (
    swarm    TEXT    NOT NULL,
    consumer TEXT    NOT NULL,
    sequence INTEGER NOT NULL,
    PRIMARY KEY (swarm, consumer)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS letter (
    swarm     TEXT    NOT NULL,
    consumer  TEXT    NOT NULL,
    sequence  INTEGER NOT NULL,
    error     TEXT    NOT NULL,
    attempts  INTEGER NOT NULL,
    parked_at INTEGER NOT NULL,
    retry     INTEGER NOT NULL,
    PRIMARY KEY (swarm, consumer, sequence)
  ) STRICT;
`;

interface LetterRow {
  readonly consumer: string;
  readonly sequence: number;
  readonly error: string;
  readonly attempts: number;
  readonly parked_at: number;
  readonly retry: number;
}

/**
 * Opens (and creates) the journal of the consumers of one swarm's ledger in `file`. Another process may have it open, too. Throws LedgerError when the file
 * cannot be used. What is noted survives a killed process; after a power cut a consumer may be handed its last entries again.
 */
export function openConsumerJournal(
  file: string,
  swarm: string,
  { readOnly }: { readonly readOnly: boolean } = { readOnly: false },
): ConsumerJournal {
  let db: Database.Database | undefined;
  try {
    db = new Database(file, { readonly: readOnly, fileMustExist: readOnly });
    db.pragma('busy_timeout = 5000');
    if (!readOnly) {
      db.pragma('journal_mode = WAL');
      db.pragma('synchronous = NORMAL');
      db.exec(schema);
    }
    return createJournal(db, swarm);
  } catch (cause) {
    db?.close();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LedgerError('failed', `${file} cannot be used: ${reason}. Move it away, then run again.`, cause);
  }
}

function createJournal(db: Database.Database, swarm: string): ConsumerJournal {
  const position = db.prepare('SELECT sequence FROM position WHERE swarm = ? AND consumer = ?').pluck();
  const advance = db.prepare('INSERT OR REPLACE INTO position (swarm, consumer, sequence) VALUES (?, ?, ?)');
  const park = db.prepare(
    'INSERT OR REPLACE INTO letter (swarm, consumer, sequence, error, attempts, parked_at, retry) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const letters = db.prepare<[string], LetterRow>(
    'SELECT * FROM letter WHERE swarm = ? ORDER BY parked_at, consumer, sequence',
  );
  const remove = db.prepare('DELETE FROM letter WHERE swarm = ? AND consumer = ? AND sequence = ?');
  return {
    position: (consumer) => Number(position.get(swarm, consumer) ?? 0),
    advance: (consumer, sequence) => void advance.run(swarm, consumer, sequence),
    park: ({ consumer, sequence, error, attempts, parkedAt, retry }) =>
      void park.run(swarm, consumer, sequence, error, attempts, parkedAt, retry ? 1 : 0),
    letters: () => letters.all(swarm).map(toLetter),
    remove: (consumer, sequence) => remove.run(swarm, consumer, sequence).changes > 0,
    close: () => db.close(),
  };
}

function toLetter({ consumer, sequence, error, attempts, parked_at, retry }: LetterRow): DeadLetter {
  return { consumer, sequence, error, attempts, parkedAt: parked_at, retry: retry !== 0 };
}
