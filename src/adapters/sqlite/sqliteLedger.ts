import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import {
  LedgerError,
  overspent,
  type Balance,
  type Ledger,
  type LedgerBatch,
  type StoredEntry,
} from '../../app/ports/ledger.ts';
import { migrations } from './migrations.ts';

export interface SqliteLedgerOptions {
  /** Only read: another process may be writing. */
  readonly readOnly?: boolean;
  /** All reading is as of the first one, until it is closed; only with `readOnly`. */
  readonly oneMoment?: boolean;
  /** Pages of 4 KiB that the file may have; what goes beyond is answered like a full disk. */
  readonly maxPages?: number;
}

/**
 * Opens (and creates or migrates) the ledger in `file`. Commits are durable: WAL with synchronous=FULL.
 * Throws LedgerError when the file cannot be used.
 */
export function openSqliteLedger(file: string, options: SqliteLedgerOptions = {}): Ledger {
  let db: Database.Database | undefined;
  try {
    const readOnly = options.readOnly ?? false;
    if (!readOnly) mkdirSync(dirname(file), { recursive: true });
    db = new Database(file, { readonly: readOnly, fileMustExist: readOnly });
    refuseNewer(db, file);
    if (!readOnly) prepare(db);
    if (readOnly && options.oneMoment === true) db.exec('BEGIN');
    if (options.maxPages !== undefined) db.pragma(`max_page_count = ${options.maxPages}`);
    return createLedger(db, file);
  } catch (cause) {
    db?.close();
    throw toLedgerError(cause, file);
  }
}

function refuseNewer(db: Database.Database, file: string): void {
  if (schemaVersion(db) <= migrations.length) return;
  throw new LedgerError(
    'failed',
    `The ledger ${file} was written by a newer version of S² Swarm. Update this one, then run again.`,
    undefined,
  );
}

function schemaVersion(db: Database.Database): number {
  return Number(db.pragma('user_version', { simple: true }));
}

function prepare(db: Database.Database): void {
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('busy_timeout = 5000');
  const migrate = db.transaction(() => {
    for (const step of migrations.slice(schemaVersion(db))) db.exec(step);
    db.pragma(`user_version = ${migrations.length}`);
  });
  migrate.immediate();
}

const upsertBalanceSql = `
  INSERT INTO balance (place, spent, reserved, cap, overrun) VALUES (@place, @spent, @reserved, @cap, @overrun)
  ON CONFLICT (place) DO UPDATE SET
    spent = excluded.spent, reserved = excluded.reserved, cap = excluded.cap, overrun = excluded.overrun`;

function createLedger(db: Database.Database, file: string): Ledger {
  const insertEntry = db.prepare('INSERT INTO entry (sequence, subject, revision, body, hash) VALUES (?, ?, ?, ?, ?)');
  const insertCheckpoint = db.prepare('INSERT INTO checkpoint (size, note) VALUES (?, ?)');
  const selectEntries = db.prepare('SELECT sequence, body, hash FROM entry WHERE sequence > ? ORDER BY sequence');
  const selectCheckpoints = db.prepare('SELECT note FROM checkpoint ORDER BY size').pluck();
  let upsertBalance: Database.Statement | undefined;
  const saveBalance = (balance: Balance): void => {
    try {
      // Not before it is used: a ledger of an earlier version that is only read has no such table.
      upsertBalance ??= db.prepare(upsertBalanceSql);
      upsertBalance.run(balance);
    } catch (cause) {
      throw codeOf(cause) === 'SQLITE_CONSTRAINT_CHECK' ? overspent(balance, cause) : cause;
    }
  };
  const write = db.transaction((batch: LedgerBatch) => {
    for (const { entry, body, hash } of batch.entries) {
      insertEntry.run(entry.sequence, entry.subject, entry.revision, body, hash);
    }
    for (const balance of batch.balances ?? []) saveBalance(balance);
    const last = batch.entries.at(-1);
    if (last) insertCheckpoint.run(last.entry.sequence, batch.checkpoint);
  });
  return {
    append: async (batch) => {
      try {
        write.immediate(batch);
        return 'accepted';
      } catch (cause) {
        if (codeOf(cause).startsWith('SQLITE_CONSTRAINT')) return 'conflict';
        throw toLedgerError(cause, file);
      }
    },
    *read(after) {
      for (const row of guard(() => selectEntries.iterate(after), file)) yield toStoredEntry(row);
    },
    *checkpoints() {
      for (const note of guard(() => selectCheckpoints.iterate(), file)) yield String(note);
    },
    close: () => db.close(),
  };
}

/** Iterates with every fault of SQLite, also those in the middle of the rows, turned into a LedgerError. */
function* guard<T>(open: () => IterableIterator<T>, file: string): Generator<T> {
  try {
    yield* open();
  } catch (cause) {
    throw toLedgerError(cause, file);
  }
}

/** An entry from a row of the table. Throws LedgerError when it has another shape. */
export function toStoredEntry(row: unknown): StoredEntry {
  if (typeof row === 'object' && row !== null && 'sequence' in row && 'body' in row && 'hash' in row) {
    const { sequence, body, hash } = row;
    if (typeof sequence === 'number' && typeof body === 'string' && hash instanceof Uint8Array)
      return { sequence, body, hash };
  }
  throw new LedgerError('damaged', 'the ledger holds a row of an unknown shape', undefined);
}

function codeOf(cause: unknown): string {
  if (typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'string')
    return cause.code;
  return '';
}

/** What SQLite says, for a person. */
export function toLedgerError(cause: unknown, file: string): LedgerError {
  if (cause instanceof LedgerError) return cause;
  const code = codeOf(cause);
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') {
    return new LedgerError(
      'full',
      `The disk is full: the ledger ${file} cannot grow. Free some space, then run again; nothing is lost.`,
      cause,
    );
  }
  if (
    code.startsWith('SQLITE_READONLY') ||
    code === 'SQLITE_CANTOPEN' ||
    code === 'EACCES' ||
    code === 'EROFS' ||
    code === 'EPERM'
  ) {
    return new LedgerError(
      'read-only',
      `The ledger ${file} cannot be opened for writing. Allow writing to its folder, then run again.`,
      cause,
    );
  }
  if (code === 'SQLITE_CORRUPT' || code === 'SQLITE_NOTADB') {
    return new LedgerError(
      'damaged',
      `The ledger ${file} is damaged (${code}). Move the .s2 folder away and run again; your branches and commits stay.`,
      cause,
    );
  }
  if (code === 'SQLITE_BUSY' || code === 'SQLITE_LOCKED') {
    return new LedgerError('locked', `Another process holds the ledger ${file}. End it, then run again.`, cause);
  }
  if (code.startsWith('SQLITE_IOERR')) {
    return new LedgerError(
      'failed',
      `The disk does not do what is asked of it (${code}): the ledger ${file} cannot be used. Check the disk, then run again; what was acknowledged is kept.`,
      cause,
    );
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new LedgerError('failed', `The ledger ${file} failed: ${reason}`, cause);
}
