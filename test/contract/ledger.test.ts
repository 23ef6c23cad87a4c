import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { migrations } from '../../src/adapters/sqlite/migrations.ts';
import { openSqliteLedger } from '../../src/adapters/sqlite/sqliteLedger.ts';
import type { Ledger } from '../../src/app/ports/ledger.ts';
import { aBatch } from '../support/aBatch.ts';
import { MemoryLedger } from '../support/memoryLedger.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { createTestSealer } from '../support/testCoordinator.ts';

const makers: Readonly<Record<string, () => Ledger>> = {
  memory: () => new MemoryLedger(),
  sqlite: () => openSqliteLedger(join(tempFolder(), 'ledger.db')),
};

for (const [name, open] of Object.entries(makers)) {
  describe(`ledger port: ${name}`, () => {
    test('gives back what was appended, in order, byte for byte', async () => {
      const ledger = open();
      const sealer = createTestSealer();
      const first = aBatch(sealer, 3);
      const second = aBatch(sealer, 2);
      assert.equal(await ledger.append(first), 'accepted');
      assert.equal(await ledger.append(second), 'accepted');
      const read = [...ledger.read(0)];
      assert.deepEqual(
        read.map(({ sequence, body, hash }) => ({ sequence, body, hash: Buffer.from(hash).toString('hex') })),
        [...first.entries, ...second.entries].map(({ entry, body, hash }) => ({
          sequence: entry.sequence,
          body,
          hash: Buffer.from(hash).toString('hex'),
        })),
      );
      assert.deepEqual([...ledger.checkpoints()], [first.checkpoint, second.checkpoint]);
      assert.deepEqual(
        [...ledger.read(3)].map((entry) => entry.sequence),
        [4, 5],
      );
      ledger.close();
    });

    test('refuses a batch whose place is taken, as a whole', async () => {
      const ledger = open();
      const mine = createTestSealer();
      const theirs = createTestSealer();
      assert.equal(await ledger.append(aBatch(mine, 1)), 'accepted');
      assert.equal(await ledger.append(aBatch(theirs, 3)), 'conflict');
      assert.equal([...ledger.read(0)].length, 1);
      assert.equal(await ledger.append(aBatch(mine, 1)), 'accepted');
      ledger.close();
    });

    test('keeps balances with their entries, and rejects a batch that reserves beyond a cap, as a whole', async () => {
      const ledger = open();
      const place = 'session/one';
      const balance = (spent: number, reserved: number, overrun = 0) => [{ place, spent, reserved, cap: 100, overrun }];
      const sealer = createTestSealer();
      assert.equal(await ledger.append({ ...aBatch(sealer, 1), balances: balance(40, 60) }), 'accepted');
      const over = { ...aBatch(sealer, 2), balances: balance(41, 60) };
      await assert.rejects(ledger.append(over), { name: 'LedgerError', code: 'overspent', message: /session\/one/ });
      assert.equal([...ledger.read(0)].length, 1);
      // What was billed above its reservation is the truth, and is kept.
      assert.equal(await ledger.append({ ...over, balances: balance(101, 0, 1) }), 'accepted');
      const unlimited = { place, spent: 9_000_000, reserved: 9, cap: null, overrun: 0 };
      assert.equal(await ledger.append({ ...aBatch(sealer, 1), balances: [unlimited] }), 'accepted');
      ledger.close();
    });
  });
}

describe('the SQLite ledger', () => {
  test('is there again after it was closed', async () => {
    const file = join(tempFolder(), 'deep', 'ledger.db');
    const ledger = openSqliteLedger(file);
    await ledger.append(aBatch(createTestSealer(), 2));
    ledger.close();
    const again = openSqliteLedger(file);
    assert.equal([...again.read(0)].length, 2);
    again.close();
  });

  test('lets nobody change or remove an entry by mistake', async () => {
    const file = join(tempFolder(), 'ledger.db');
    const ledger = openSqliteLedger(file);
    await ledger.append(aBatch(createTestSealer(), 2));
    ledger.close();
    const db = new Database(file);
    assert.throws(() => db.exec('DELETE FROM entry WHERE sequence = 2'), /ledger entries are kept/);
    assert.throws(() => db.exec("UPDATE entry SET body = '{}'"), /ledger entries are final/);
    assert.throws(() => db.exec('DELETE FROM checkpoint'), /checkpoints are kept/);
    db.close();
  });

  test('can be read while another process writes', async () => {
    const file = join(tempFolder(), 'ledger.db');
    const writer = openSqliteLedger(file);
    const sealer = createTestSealer();
    await writer.append(aBatch(sealer, 1));
    const reader = openSqliteLedger(file, { readOnly: true });
    assert.equal([...reader.read(0)].length, 1);
    await writer.append(aBatch(sealer, 1));
    assert.equal([...reader.read(0)].length, 2);
    await assert.rejects(reader.append(aBatch(createTestSealer(), 1)), { code: 'read-only' });
    reader.close();
    writer.close();
  });

  test('is read as of one moment while a leader writes: entries and checkpoints always agree', async () => {
    const file = join(tempFolder(), 'ledger.db');
    const writer = openSqliteLedger(file);
    const sealer = createTestSealer();
    await writer.append(aBatch(sealer, 3));
    const done = new AbortController();
    const busy = (async () => {
      while (!done.signal.aborted) {
        await writer.append(aBatch(sealer, 2));
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    const worker = new Worker(new URL('../support/readLedgerOften.ts', import.meta.url), { workerData: file });
    const verdicts = await new Promise<readonly string[]>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    done.abort();
    await busy;
    writer.close();
    assert.deepEqual([...new Set(verdicts)], ['agree']);
  });

  test('holds a balance in the database itself to its cap', async () => {
    const file = join(tempFolder(), 'ledger.db');
    const ledger = openSqliteLedger(file);
    const balances = [{ place: 'swarm', spent: 10, reserved: 5, cap: 20, overrun: 0 }];
    await ledger.append({ ...aBatch(createTestSealer(), 1), balances });
    ledger.close();
    const db = new Database(file);
    assert.deepEqual(db.prepare('SELECT * FROM balance').all(), balances);
    assert.throws(() => db.exec('UPDATE balance SET reserved = 11'), /within_cap/);
    db.close();
  });

  test('of the version before it knew balances is read as it is, and migrated when it is written', async () => {
    const file = join(tempFolder(), 'ledger.db');
    const before = new Database(file);
    before.exec(migrations[0] ?? '');
    before.pragma('user_version = 1');
    before.close();
    const reader = openSqliteLedger(file, { readOnly: true });
    assert.deepEqual([...reader.read(0)], []);
    reader.close();
    const ledger = openSqliteLedger(file);
    const balances = [{ place: 'swarm', spent: 0, reserved: 0, cap: null, overrun: 0 }];
    assert.equal(await ledger.append({ ...aBatch(createTestSealer(), 1), balances }), 'accepted');
    ledger.close();
  });

  const checkFault = (name: string, code: string, spoil: (file: string) => void): void => {
    test(`says so when the file ${name}, and leaves it as it is`, () => {
      const file = join(tempFolder(), 'ledger.db');
      spoil(file);
      const before = existsSync(file) ? readFileSync(file) : undefined;
      assert.throws(
        () => openSqliteLedger(file),
        (cause: Error & { code?: string }) => {
          assert.equal(cause.name, 'LedgerError');
          assert.equal(cause.code, code);
          assert.ok(cause.message.includes(file));
          return true;
        },
      );
      if (before) assert.deepEqual(readFileSync(file), before);
    });
  };
  checkFault('is no database', 'damaged', (file) =>
    writeFileSync(file, 'this is not a database, it is a text that is long enough to be looked at'.repeat(20)),
  );
  checkFault('is of a newer version', 'failed', (file) => {
    const db = new Database(file);
    db.pragma('user_version = 99');
    db.close();
  });
  test('says so when a file stands where its folder should be', () => {
    const folder = join(tempFolder(), 'state');
    writeFileSync(folder, '');
    assert.throws(() => openSqliteLedger(join(folder, 'ledger.db')), { name: 'LedgerError' });
  });

  test('a disk that is full is told apart, and what was there stays', async () => {
    const file = join(tempFolder(), 'ledger.db');
    const ledger = openSqliteLedger(file);
    const sealer = createTestSealer();
    await ledger.append(aBatch(sealer, 1));
    ledger.close();
    const pages = new Database(file);
    const size = Number(pages.pragma('page_count', { simple: true }));
    pages.close();
    // SQLite answers SQLITE_FULL at its page limit exactly as it does at the end of the disk.
    const small = openSqliteLedger(file, { maxPages: size });
    const big = aBatch(sealer, 400);
    await assert.rejects(small.append(big), { code: 'full' });
    assert.equal([...small.read(0)].length, 1);
    small.close();
  });
});
