import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import Database from 'better-sqlite3';
import { createWitnessReader } from '../../../src/entry/witnessDesk.ts';
import type { WitnessAsking } from '../../../src/protocol/witnessView.ts';
import { createRepository, phaseFile, runCli, startCli, swarmYaml } from '../../support/cli.ts';
import { tempFolder } from '../../support/tempFolder.ts';

const write = 'echo done > FILE; echo wrote FILE';
const files = { 'swarm.yaml': swarmYaml('desk', ['session-1']), ...phaseFile(1, 1, [{ run: write }, { run: write }]) };
const finished = createRepository(files);
const end = await runCli(['run', '--until-done', '-C', finished]);
assert.equal(end.code, 0, end.stdout + end.stderr);

const reader = createWitnessReader();
const asking = (own: Partial<WitnessAsking> = {}): WitnessAsking => ({ signal: new AbortController().signal, ...own });

async function valueOf<Value>(
  answer: Promise<{ readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: unknown }>,
): Promise<Value> {
  const got = await answer;
  assert.ok(got.ok, JSON.stringify(got));
  return got.value;
}

function copy(): string {
  const folder = join(tempFolder(), 'repository');
  execFileSync('cp', ['-a', finished, folder]);
  return folder;
}

function spoil(folder: string, sql: string): void {
  const db = new Database(join(folder, '.s2', 'ledger.db'));
  for (const name of ['entry_is_final', 'entry_is_kept', 'checkpoint_is_final', 'checkpoint_is_kept'])
    db.exec(`DROP TRIGGER ${name}`);
  db.exec(sql);
  db.close();
}

describe('what a window reads of a ledger that nobody leads', () => {
  it('is its end, newest first, with its last signature and its anchors', async () => {
    const page = await valueOf(reader.page(finished, 3));
    assert.ok(page);
    assert.match(page.origin ?? '', /^s2\.local\/desk\/[0-9a-f]{16}$/);
    assert.deepEqual(
      page.entries.map(({ sequence }) => sequence),
      [page.size, page.size - 1, page.size - 2],
    );
    assert.equal(page.checkpoint?.size, page.size);
    assert.match(page.checkpoint.signers.join(), /^s2\.local\+[0-9a-f]{8}$/);
    assert.match(page.entries[0]?.hash ?? '', /^[0-9a-f]{64}$/);
    const anchors = await valueOf(reader.anchors(finished));
    // One at the end of the run, and those from while it ran.
    assert.ok(anchors && anchors.count >= 1);
    assert.deepEqual(anchors, { ref: 'refs/notes/s2-witness', count: anchors.count, size: page.size });
  });

  it('is nothing where no swarm was run', async () => {
    const empty = createRepository(files);
    assert.equal(await valueOf(reader.page(empty, 3)), undefined);
    const answer = await reader.verify(empty, asking());
    assert.equal(answer.ok ? '' : answer.error.code, 'no-ledger');
  });

  it('verifies with everything that the command line checks, and tells how far it is', async () => {
    const told: string[] = [];
    const verdict = await valueOf(reader.verify(finished, asking({ onProgress: (message) => told.push(message) })));
    assert.equal(verdict.ok, true);
    const { count } = (await valueOf(reader.anchors(finished))) ?? assert.fail();
    assert.deepEqual(verdict.anchors, { checked: count, foreign: 0 });
    assert.ok(verdict.evidence.present > 0);
    assert.ok(told.some((message) => /^checking \d+ entries/.test(message)));
  });

  it('names the first bad entry and what was done to it', async () => {
    const folder = copy();
    spoil(folder, `UPDATE entry SET body = replace(body, '"at":1', '"at":2') WHERE sequence = 5`);
    const verdict = await valueOf(reader.verify(folder, asking()));
    assert.equal(verdict.ok, false);
    assert.deepEqual(verdict.firstBad, {
      sequence: 5,
      code: 'altered',
      meaning: 'was altered: it no longer matches its hash',
    });
    const history = await valueOf(reader.history(folder, 'S1.P1.T2', asking()));
    assert.ok(
      history.entries.every(({ sequence }) => sequence < 5),
      'nothing from there on is history',
    );
  });

  it('tells the history of one task: who with what, when, why, with what authority', async () => {
    const { entries, verdict } = await valueOf(reader.history(finished, 'S1.P1.T1', asking()));
    assert.equal(verdict.ok, true);
    assert.ok(entries.every(({ task }) => task === 'S1.P1.T1'));
    const claimed = entries.find(({ what }) => what.startsWith('session-1 claimed S1.P1.T1'));
    assert.equal(claimed?.who, 'session-1 (provider command, model haiku)');
    assert.match(claimed.why, /^asked by claim/);
    assert.match(claimed.authority, /^token [0-9a-f]{12}, policy [0-9a-f]{12}$/);
    const submitted = entries.find(({ what }) => what.includes('waits for merge'));
    assert.match(submitted?.authority ?? '', /^token [0-9a-f]{12}, epoch 1$/);
    const unknown = await reader.history(finished, 'S9.P9.T9', asking());
    assert.equal(unknown.ok ? '' : unknown.error.code, 'unknown');
  });

  it('proves an entry to somebody who has only the key, and exports what the command line verifies', async () => {
    const folder = tempFolder();
    const key = join(finished, '.s2', 'keys', 'witness.pub');
    const proof = await valueOf(reader.prove(finished, 4, asking()));
    writeFileSync(join(folder, 'proof.json'), proof);
    const checked = await runCli(['witness', 'verify-proof', join(folder, 'proof.json'), '--key', key]);
    assert.equal(checked.code, 0, checked.stdout + checked.stderr);
    const bundle = join(folder, 'run.jsonl');
    const made = await valueOf(reader.exportTo(finished, bundle, asking()));
    assert.equal(made.firstBad, null);
    assert.equal((await runCli(['witness', 'verify', bundle, '--key', key, '--evidence'])).code, 0);
    assert.equal(existsSync(`${bundle}.part`), false);
    assert.equal(readFileSync(bundle, 'utf8').split('\n', 1)[0]?.includes(`"entries":${made.entries}`), true);
  });

  it('is cancelled by ending its process, at any moment', async () => {
    const before = await reader.verify(finished, asking({ signal: AbortSignal.abort() }));
    const controller = new AbortController();
    const file = join(tempFolder(), 'run.jsonl');
    const stopping = { signal: controller.signal, onProgress: () => controller.abort() };
    const during = await reader.exportTo(finished, file, stopping);
    assert.deepEqual([existsSync(file), existsSync(`${file}.part`)], [false, false], 'it did not go on');
    for (const answer of [before, during]) assert.equal(answer.ok ? '' : answer.error.code, 'cancelled');
  });

  it('is plain text, whatever an entry holds, and an entry that makes no sense is said to be so', async () => {
    const folder = copy();
    const what = '\\u001b[31mred <b>bold</b> [go](command:s2.stopSwarm) \\u202egnp.exe \\u0007';
    const hostile = `UPDATE entry SET body = replace(body, '"name":"', '"name":"${what}')`;
    spoil(folder, `${hostile}; UPDATE entry SET body = '{"no":"entry"}' WHERE sequence = 3`);
    const page = await valueOf(reader.page(folder, 1_000));
    const texts = page?.entries.flatMap((entry) => Object.values(entry).map(String)) ?? [];
    assert.ok(
      texts.some((text) => text.includes('\\u001b[31mred <b>bold</b> [go](command:s2.stopSwarm) \\u202egnp.exe')),
    );
    assert.deepEqual(
      texts.filter((text) => /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(text)),
      [],
    );
    assert.equal(page?.entries.find(({ sequence }) => sequence === 3)?.what, 'This entry cannot be read.');
  });
});

it('a ledger is read and verified while its swarm is at work', async () => {
  const folder = createRepository({
    'swarm.yaml': swarmYaml('busy', ['session-1']),
    ...phaseFile(1, 1, [{ run: 'sleep 1; echo done > FILE' }, { run: write }]),
  });
  const leading = startCli(['run', '--until-done', '--json', '-C', folder]);
  await leading.until('"type":"task.claimed"', 1);
  const page = await valueOf(reader.page(folder, 5));
  assert.ok((page?.size ?? 0) > 3);
  const verdict = await valueOf(reader.verify(folder, asking()));
  assert.equal(verdict.ok, true, JSON.stringify(verdict));
  const ended = await leading.end;
  assert.equal(ended.code, 0, ended.stdout + ended.stderr);
});
