import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { LedgerError, type StoredEntry } from '../../app/ports/ledger.ts';
import { openSqliteLedger } from './sqliteLedger.ts';

/** Everything a ledger file holds at one moment. */
export interface LedgerContent {
  readonly entries: readonly StoredEntry[];
  readonly checkpoints: readonly string[];
}

/**
 * Reads a whole ledger as of one moment, also while its leader writes. A file on a medium that cannot be written, where SQLite cannot make the files
 * that its reading needs, is read from a copy. Throws LedgerError.
 */
export function readLedgerFile(file: string): LedgerContent {
  try {
    return readInPlace(file);
  } catch (cause) {
    if (!(cause instanceof LedgerError) || cause.code !== 'read-only' || !existsSync(file)) throw cause;
    return readCopy(file);
  }
}

function readInPlace(file: string): LedgerContent {
  const ledger = openSqliteLedger(file, { readOnly: true, oneMoment: true });
  try {
    return { entries: [...ledger.read(0)], checkpoints: [...ledger.checkpoints()] };
  } finally {
    ledger.close();
  }
}

function readCopy(file: string): LedgerContent {
  const folder = mkdtempSync(join(tmpdir(), 's2-ledger-'));
  try {
    const copy = join(folder, basename(file));
    copyFileSync(file, copy);
    if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`);
    return readInPlace(copy);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
