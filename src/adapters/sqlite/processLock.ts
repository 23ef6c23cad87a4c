import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';

/** A lock that this process holds. */
export interface ProcessLock {
  release(): void;
}

/**
 * Takes the lock that `file` stands for; undefined while another process holds it. The operating system gives it up with the
 * process, however that ends, so that a stale lock cannot be. Throws when the file cannot be written.
 */
export function acquireProcessLock(file: string): ProcessLock | undefined {
  mkdirSync(dirname(file), { recursive: true });
  const database = new Database(file, { timeout: 0 });
  try {
    database.pragma('locking_mode = EXCLUSIVE');
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return undefined;
    throw error;
  }
  return { release: () => database.close() };
}
