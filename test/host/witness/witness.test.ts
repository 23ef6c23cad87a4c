import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import Database from 'better-sqlite3';
import { generateSigningKey } from '../../../src/adapters/signing/nodeSigner.ts';
import { createRepository, git, phaseFile, runCli, swarmYaml, type CliEnd } from '../../support/cli.ts';
import { tempFolder } from '../../support/tempFolder.ts';

const write = 'echo done > FILE; echo wrote FILE';
const files = { 'swarm.yaml': swarmYaml('proof', ['session-1']), ...phaseFile(1, 1, [{ run: write }, { run: write }]) };

/** A finished swarm, made once; each test gets a copy with its whole history. */
const finished = createRepository(files);
const end = await runCli(['run', '--until-done', '-C', finished]);
assert.equal(end.code, 0, end.stdout + end.stderr);

function copy(): string {
  const folder = join(tempFolder(), 'repository');
  execFileSync('cp', ['-a', finished, folder]);
  return folder;
}

interface Portable {
  readonly verifyBundle: (text: string, key: string) => { readonly ok: boolean; readonly entries: number };
}

const witness = (folder: string, ...args: readonly string[]): Promise<CliEnd> =>
  runCli(['witness', ...args, '-C', folder]);

async function verdictOf(folder: string, ...args: readonly string[]): Promise<Record<string, unknown>> {
  const end = await witness(folder, 'verify', '--json', ...args);
  const verdict = JSON.parse(end.stdout) as Record<string, unknown>;
  assert.equal(end.code, verdict['ok'] === true ? 0 : 1, end.stdout + end.stderr);
  return verdict;
}

/** Changes the ledger as somebody with the file could, triggers or not. */
function spoil(folder: string, sql: string): void {
  const db = new Database(join(folder, '.s2', 'ledger.db'));
  for (const name of ['entry_is_final', 'entry_is_kept', 'checkpoint_is_final', 'checkpoint_is_kept'])
    db.exec(`DROP TRIGGER ${name}`);
  db.exec(sql);
  db.close();
}

function publicKey(folder: string): string {
  return readFileSync(join(folder, '.s2', 'keys', 'witness.pub'), 'utf8').trim();
}

describe('the witness of a finished swarm', () => {
  it('verifies, and the run has anchored its head on the integration branch', async () => {
    const verdict = await verdictOf(finished);
    assert.equal(verdict['ok'], true);
    const anchors = verdict['anchors'] as { readonly checked: number; readonly foreign: number };
    assert.ok(anchors.checked >= 1);
    assert.equal(anchors.foreign, 0);
    assert.match(
      git(finished, 'notes', '--ref', 's2-witness', 'show', 's2/proof'),
      /^s2\.local\/proof\/[0-9a-f]{16}\n\d+\n/,
    );
    assert.equal((await witness(finished, 'anchor')).code, 0);
    assert.deepEqual((await verdictOf(finished))['anchors'], anchors, 'nothing new, nothing written');
  });

  it('sees an end that was cut off together with its checkpoints', async () => {
    const folder = copy();
    const { entries } = (await verdictOf(folder)) as { entries: number };
    spoil(
      folder,
      'DELETE FROM checkpoint WHERE size > 5; DELETE FROM entry WHERE sequence > (SELECT max(size) FROM checkpoint)',
    );
    const verdict = await verdictOf(folder);
    const { sequence, code } = verdict['firstBad'] as { sequence: number; code: string };
    assert.equal(code, 'truncated');
    assert.ok(sequence <= entries && sequence === Number(verdict['entries']) + 1);
  });

  it('is checked by somebody who has nothing but the bundle and the key', async () => {
    const elsewhere = tempFolder();
    const bundle = join(elsewhere, 'bundle.jsonl');
    assert.equal((await witness(finished, 'export', '-o', bundle, '--evidence')).code, 0);
    const byKey = await verdictOf(elsewhere, bundle, '--key', publicKey(finished), '--evidence');
    assert.equal(byKey['ok'], true);
    assert.equal((byKey['trusted'] as { from: string }).from, 'given');
    assert.ok((byKey['evidence'] as { present: number }).present > 0);
    const byItself = await runCli(['witness', 'verify', bundle]);
    assert.equal(byItself.code, 0);
    assert.match(byItself.stdout, /by the key inside the bundle, which proves only that it is consistent with itself/);
    const built: unknown = await import(pathToFileURL(join(import.meta.dirname, '../../../dist/verify.js')).href);
    const { verifyBundle } = built as Portable;
    const portable = verifyBundle(readFileSync(bundle, 'utf8'), publicKey(finished));
    assert.deepEqual([portable.ok, portable.entries], [true, byKey['entries']]);
    const lines = readFileSync(bundle, 'utf8').split('\n');
    writeFileSync(bundle, lines.with(3, (lines[3] ?? '').replace('"at":1', '"at":2')).join('\n'));
    assert.deepEqual((await verdictOf(elsewhere, bundle, '--key', publicKey(finished)))['firstBad'], {
      sequence: 3,
      code: 'altered',
    });
    writeFileSync(bundle, lines.slice(0, 9).join('\n'));
    const cut = await runCli(['witness', 'verify', bundle]);
    assert.equal(cut.code, 1);
    assert.match(cut.stderr, /bundle\.jsonl:\d+: .*were exported.*Export it again/);
  });

  it('proves one entry to somebody who has nothing but the key', async () => {
    const proof = await witness(finished, 'prove', 'S1.P1.T2');
    assert.equal(proof.code, 0, proof.stderr);
    const file = join(tempFolder(), 'proof.json');
    writeFileSync(file, proof.stdout);
    const end = await runCli(['witness', 'verify-proof', file, '--key', publicKey(finished), '--json']);
    assert.equal(end.code, 0, end.stdout + end.stderr);
    const { entry } = JSON.parse(end.stdout) as { entry: string };
    assert.match(entry, /"task":"S1\.P1\.T2","type":"task\.completed"/);
    writeFileSync(file, proof.stdout.replace('S1.P1.T2', 'S1.P1.T1'));
    const forged = await runCli(['witness', 'verify-proof', file, '--json']);
    assert.equal(forged.code, 1);
    assert.match(forged.stdout, /forged-proof/);
    const none = await witness(finished, 'prove', 'S9.P9.T9');
    assert.equal(none.code, 1);
    assert.match(none.stderr, /There is no entry S9\.P9\.T9/);
  });

  it('shows who did what, when, why and with what authority', async () => {
    const end = await witness(finished, 'show', 'S1.P1.T1');
    assert.equal(end.code, 0);
    assert.match(
      end.stdout,
      /session-1: session-1 claimed S1\.P1\.T1\n\s+asked by claimNext; token [0-9a-f]{12}, policy [0-9a-f]{12}; trace /,
    );
    assert.match(end.stdout, /merge queue: S1\.P1\.T1 merged as/);
    assert.doesNotMatch(end.stdout, /S1\.P1\.T2/);
    const all = JSON.parse((await witness(finished, 'show', '--json')).stdout) as { ok: boolean; entries: unknown[] };
    assert.equal(all.entries.length, Number((await verdictOf(finished))['entries']));
    assert.equal((await witness(finished, 'show', 'S9.P9.T9')).code, 1);
  });

  it('tells evidence that is missing from evidence that was altered', async () => {
    const folder = copy();
    const evidence = join(folder, '.s2', 'evidence');
    const [one, other] = readdirSync(evidence, { recursive: true, encoding: 'utf8' })
      .filter((name) => /[0-9a-f]{64}$/.test(name))
      .map((name) => join(evidence, name));
    assert.ok(one !== undefined && other !== undefined);
    rmSync(one);
    writeFileSync(other, 'forged');
    assert.equal((await verdictOf(folder))['ok'], true, 'the entries are sound');
    const verdict = await verdictOf(folder, '--evidence');
    const found = verdict['evidence'] as { missing: { sha256: string }[]; altered: { sha256: string }[] };
    assert.deepEqual(
      found.missing.map(({ sha256 }) => sha256),
      [one.slice(-64)],
    );
    assert.deepEqual(
      found.altered.map(({ sha256 }) => sha256),
      [other.slice(-64)],
    );
  });

  it('goes on under another key, verifies by either, and shows a fork by a thief of the old one', async () => {
    const folder = copy();
    const oldKey = publicKey(folder);
    const stolen = copy();
    const end = await witness(folder, 'rotate-key');
    assert.equal(end.code, 0, end.stderr);
    assert.notEqual(publicKey(folder), oldKey);
    assert.equal(statSync(join(folder, '.s2', 'keys', 'witness.pem')).mode & 0o777, 0o600);
    for (const key of [oldKey, publicKey(folder)]) assert.equal((await verdictOf(folder, '--key', key))['ok'], true);
    assert.equal((await runCli(['run', '--until-done', '-C', folder])).code, 0, 'the swarm goes on');
    assert.equal((await verdictOf(folder, '--key', oldKey))['rotations'], 1);
    // The thief's ledger ends where the rotation came, which the anchor of the rotation shows to those who know only the old key.
    copyFileSync(join(stolen, '.s2', 'ledger.db'), join(folder, '.s2', 'ledger.db'));
    for (const more of ['-wal', '-shm']) rmSync(join(folder, '.s2', `ledger.db${more}`), { force: true });
    const verdict = await verdictOf(folder, '--key', oldKey);
    assert.equal((verdict['firstBad'] as { code: string }).code, 'truncated');
  });

  it('is cosigned by a second party, and that can be asked for', async () => {
    const folder = copy();
    const pem = join(tempFolder(), 'auditor.pem');
    writeFileSync(pem, generateSigningKey(), { mode: 0o600 });
    const end = await witness(folder, 'cosign', '--key', pem, '--name', 'auditor', '--json');
    assert.equal(end.code, 0, end.stderr);
    const { cosigner, checkpoint } = JSON.parse(end.stdout) as { cosigner: string; checkpoint: string };
    assert.equal((await verdictOf(folder, '--cosigner', cosigner))['ok'], true);
    assert.deepEqual((await verdictOf(finished, '--cosigner', cosigner))['firstBad'], {
      sequence: 1,
      code: 'not-cosigned',
    });
    const file = join(tempFolder(), 'cosigned.txt');
    writeFileSync(file, checkpoint);
    assert.equal((await verdictOf(finished, '--cosigner', cosigner, '--anchor', file))['ok'], true);
  });

  for (const [name, args, said] of [
    ['a key that is none', ['verify', '--key', 'nonsense'], /nonsense is no public key/],
    ['a file that is not there', ['verify', 'nowhere.jsonl'], /nowhere\.jsonl cannot be read/],
    [
      'a bundle that is none',
      ['verify', join(import.meta.dirname, 'witness.test.ts')],
      /:1: this is no witness bundle/,
    ],
  ] as const) {
    it(`says in one sentence what is wrong with ${name}`, async () => {
      const end = await witness(finished, ...args);
      assert.equal(end.code, 1);
      assert.match(end.stderr, said);
      assert.doesNotMatch(end.stderr, /\n\s+at /);
    });
  }
});
