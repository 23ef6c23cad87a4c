/**
 * Appends to a ledger until that fails, and prints how: `node appendUntilFault.ts <ledger file> <batches>`. A process of its own, because
 * what makes it fail is a limit or a file system of the process.
 */
import { LedgerError } from '../../../src/app/ports/ledger.ts';
import { openSqliteLedger } from '../../../src/adapters/sqlite/sqliteLedger.ts';
import { createTestSealer } from '../../support/testCoordinator.ts';
import { aBatch } from '../../support/aBatch.ts';

const [file = '', batches = '1'] = process.argv.slice(2);
let appended = 0;
let end: { readonly code: string; readonly message: string } = { code: 'none', message: '' };
try {
  const ledger = openSqliteLedger(file);
  const sealer = createTestSealer();
  for (; appended < Number(batches); appended += 1) await ledger.append(aBatch(sealer, 20));
} catch (cause) {
  if (!(cause instanceof LedgerError)) throw cause;
  end = { code: cause.code, message: cause.message };
}
process.stdout.write(JSON.stringify({ appended, ...end }));
