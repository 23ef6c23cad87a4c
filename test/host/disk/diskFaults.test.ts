import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { nodePrimitives } from '../../../src/adapters/signing/nodePrimitives.ts';
import { verifyWithNode } from '../../../src/adapters/signing/nodeSigner.ts';
import { openSqliteLedger } from '../../../src/adapters/sqlite/sqliteLedger.ts';
import { LedgerError, type StoredEntry } from '../../../src/app/ports/ledger.ts';
import { verifyLedger } from '../../../src/domain/witness/verifyLedger.ts';
import { Random } from '../../support/random.ts';
import { tempFolder } from '../../support/tempFolder.ts';
import { createTestSealer, testSigner } from '../../support/testCoordinator.ts';
import { aBatch } from '../../support/aBatch.ts';

const script = join(import.meta.dirname, 'appendUntilFault.ts');

interface FaultEnd {
  readonly appended: number;
  readonly code: string;
  readonly message: string;
}

/** Appends in a child until it fails, under a shell's limits. */
function appendUnder(limits: string, file: string, batches: number): FaultEnd {
  const command = `${limits}; exec "$0" "$@"`;
  const node = [process.execPath, ...process.execArgv, script, file, String(batches)];
  return JSON.parse(execFileSync('bash', ['-c', command, ...node], { encoding: 'utf8' })) as FaultEnd;
}

/** What is in the file now; its chain, not its signatures, which are of a key of the child. */
function entriesOf(file: string): readonly StoredEntry[] {
  const ledger = openSqliteLedger(file);
  const entries = [...ledger.read(0)];
  ledger.close();
  return entries;
}

test('a write that the system refuses is an I/O error with a sentence, and what was acknowledged stays', () => {
  const file = join(tempFolder(), 'ledger.db');
  // A file size limit whose signal is ignored makes write(2) fail with EFBIG, which SQLite reports as an I/O error.
  const end = appendUnder("trap '' XFSZ; ulimit -f 300", file, 500);
  assert.equal(end.code, 'failed');
  assert.ok(end.appended > 0 && end.appended < 500);
  assert.ok(end.message.includes(file) && /then run again/.test(end.message), end.message);
  assert.equal(entriesOf(file).length, end.appended * 20);
});

test('a full disk is told apart, and what was acknowledged stays', (t) => {
  const folder = tempFolder();
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=600k', 'tmpfs', folder]);
  // Who may not mount is left with SQLite's own limit, which answers like a full disk.
  if (mounted.status !== 0)
    t.diagnostic('no file system can be mounted here: only the page limit of the contract test stands for it');
  else checkFullDisk(folder);
});

function checkFullDisk(folder: string): void {
  try {
    const end = appendUnder('true', join(folder, 'ledger.db'), 5_000);
    assert.equal(end.code, 'full');
    assert.ok(end.appended > 0 && /Free some space/.test(end.message), end.message);
    const copy = join(tempFolder(), 'ledger.db');
    for (const part of ['', '-wal']) {
      if (existsSync(join(folder, `ledger.db${part}`)))
        copyFileSync(join(folder, `ledger.db${part}`), `${copy}${part}`);
    }
    assert.equal(entriesOf(copy).length, end.appended * 20);
  } finally {
    spawnSync('umount', [folder]);
  }
}

test('a file that may only be read is told apart', async () => {
  const file = join(tempFolder(), 'ledger.db');
  const ledger = openSqliteLedger(file);
  await ledger.append(aBatch(createTestSealer(), 2));
  ledger.close();
  chmodSync(file, 0o400);
  const reader = openSqliteLedger(file, { readOnly: true });
  await assert.rejects(reader.append(aBatch(createTestSealer(), 1)), { code: 'read-only' });
  assert.equal([...reader.read(0)].length, 2);
  reader.close();
});

type Damage = (random: Random, bytes: Buffer) => Buffer;

const damages: Readonly<Record<string, Damage>> = {
  'a flipped bit': (random, bytes) => {
    const at = random.below(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
    return bytes;
  },
  'a page of zeros': (random, bytes) =>
    bytes.fill(0, 4096 * random.below(Math.max(1, bytes.length / 4096))).subarray(0),
  'a torn page': (random, bytes) => {
    const page = 4096 * random.below(Math.ceil(bytes.length / 4096));
    return bytes.fill(0xa5, Math.min(bytes.length, page + 512), Math.min(bytes.length, page + 4096));
  },
  'a lost end': (random, bytes) => bytes.subarray(0, random.below(bytes.length)),
};

const rounds = 20;

for (const [name, damage] of Object.entries(damages)) {
  for (const part of ['', '-wal']) {
    test(`${name} in the ${part === '' ? 'database' : 'WAL'} is never read as if nothing were wrong`, async (t) => {
      const original = await aLedgerFile();
      const counts = { 'open says so': 0, 'does not verify': 0, 'recovered to a prefix': 0, 'not touched': 0 };
      for (let seed = 1; seed <= rounds; seed += 1) {
        const file = copyOf(original.file);
        const random = new Random(seed);
        writeFileSync(`${file}${part}`, damage(random, readFileSync(`${file}${part}`)));
        counts[lookAt(file, original.bodies, `seed ${seed}`)] += 1;
      }
      t.diagnostic(JSON.stringify(counts));
    });
  }
}

/** A ledger as a killed leader leaves it: half of it in the database, half in the WAL. */
async function aLedgerFile(): Promise<{ readonly file: string; readonly bodies: readonly string[] }> {
  const file = join(tempFolder(), 'ledger.db');
  const sealer = createTestSealer();
  const first = openSqliteLedger(file);
  for (let at = 0; at < 20; at += 1) await first.append(aBatch(sealer, 3));
  first.close();
  const second = openSqliteLedger(file);
  for (let at = 0; at < 20; at += 1) await second.append(aBatch(sealer, 3));
  const copy = copyOf(file);
  const bodies = [...second.read(0)].map(({ body }) => body);
  second.close();
  return { file: copy, bodies };
}

function copyOf(file: string): string {
  const folder = tempFolder();
  mkdirSync(folder, { recursive: true });
  const copy = join(folder, 'ledger.db');
  for (const part of ['', '-wal']) copyFileSync(`${file}${part}`, `${copy}${part}`);
  return copy;
}

type Verdict = 'open says so' | 'does not verify' | 'recovered to a prefix' | 'not touched';

function lookAt(file: string, bodies: readonly string[], place: string): Verdict {
  try {
    const ledger = openSqliteLedger(file);
    try {
      const entries = [...ledger.read(0)];
      const tools = { primitives: nodePrimitives, verify: verifyWithNode };
      const verdict = verifyLedger({ entries, checkpoints: [...ledger.checkpoints()] }, testSigner(), tools);
      if (!verdict.ok) return 'does not verify';
      for (const [at, { body }] of entries.entries()) assert.equal(body, bodies[at], `${place}: entry ${at + 1}`);
      return entries.length === bodies.length ? 'not touched' : 'recovered to a prefix';
    } finally {
      ledger.close();
    }
  } catch (cause) {
    assert.ok(cause instanceof LedgerError, `${place}: ${String(cause)}`);
    assert.ok(cause.code === 'damaged', `${place}: ${cause.code} ${cause.message}`);
    return 'open says so';
  }
}
