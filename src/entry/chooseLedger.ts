import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openSqliteLedger } from '../adapters/sqlite/sqliteLedger.ts';
import type { Ledger } from '../app/ports/ledger.ts';
import { toSafeName } from '../domain/agent/refName.ts';
import { foldLedger } from '../app/coordinator/readLedger.ts';

/** What was done about the ledger of another swarm in the same folder. */
export interface LedgerChange {
  /** Name of the swarm whose ledger was put aside, and where it is now. */
  readonly put: { readonly name: string; readonly file: string };
}

/**
 * Makes `.s2/ledger.db` the ledger of the swarm with this name: that of another swarm is put aside as `.s2/ledgers/<name>.db`, and one that was put
 * aside earlier is taken back. `requireSound` throws for a ledger that does not verify. To be called with the lead, before the ledger is opened.
 */
export async function chooseLedger(
  stateFolder: string,
  name: string,
  requireSound: (ledger: Ledger) => void,
): Promise<LedgerChange | undefined> {
  const current = join(stateFolder, 'ledger.db');
  const aside = (swarm: string): string => join(stateFolder, 'ledgers', `${toSafeName(swarm)}.db`);
  const found = existsSync(current) ? nameOf(current, requireSound) : undefined;
  let change: LedgerChange | undefined;
  if (found !== undefined && found !== name) {
    await mkdir(dirname(aside(found)), { recursive: true });
    await rename(current, aside(found));
    change = { put: { name: found, file: aside(found) } };
  }
  if (!existsSync(current) && existsSync(aside(name))) await rename(aside(name), current);
  return change;
}

/** Name of the swarm that a ledger belongs to; undefined for one that is empty. Opening it for writing folds its write-ahead log in. */
function nameOf(file: string, requireSound: (ledger: Ledger) => void): string | undefined {
  const ledger = openSqliteLedger(file);
  try {
    // A ledger that somebody edited may name whatever swarm it likes.
    requireSound(ledger);
    const state = foldLedger(ledger);
    return state.opened ? state.name : undefined;
  } finally {
    ledger.close();
  }
}
