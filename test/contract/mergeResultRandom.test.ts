import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, lstatSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { openCheckout } from '../../src/adapters/git/result/checkout.ts';
import { describeCut, mergeResult, undoMerge } from '../../src/adapters/git/result/mergeResult.ts';
import { pictureOf, type CheckoutPicture } from '../support/checkoutPicture.ts';
import { createTestRepository, type TestRepository } from '../support/gitRepository.ts';
import { Random } from '../support/random.ts';

const integration = 's2/main';
/** More of them with S2_SEEDS. */
const seeds = Number(process.env['S2_SEEDS'] ?? 12);
const folders = ['', '', 'a/', 'a/b/', 'c/'];
const names = ['one', 'two.txt', 'three', 'a', 'b', 'c'];

/** Puts a file, a link or nothing at a random path; a file in the place of a folder above it goes. */
function change(repository: TestRepository, random: Random, text: string): void {
  const file = join(repository.path, `${random.pick(folders)}${random.pick(names)}`);
  for (const above of [dirname(dirname(file)), dirname(file)])
    if (lstatSync(above, { throwIfNoEntry: false })?.isDirectory() === false) rmSync(above);
  mkdirSync(dirname(file), { recursive: true });
  rmSync(file, { recursive: true, force: true });
  const kind = random.below(8);
  if (kind === 0) return;
  if (kind === 1) symlinkSync('two.txt', file);
  else writeFileSync(file, `${text}\n`.repeat(1 + random.below(3)));
  if (kind === 2) chmodSync(file, 0o755);
}

function commit(repository: TestRepository, message: string): void {
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '--allow-empty', '--message', message);
}

/** Two branches that have gone apart by random commits, and a checkout of `main` with random local edits. */
function aWorld(t: TestContext, seed: number): TestRepository {
  const random = new Random(seed);
  const repository = createTestRepository(t);
  repository.write('.gitignore', '.s2/\n*.log\n');
  for (let at = 0; at < 8; at += 1) change(repository, random, `base ${at}`);
  commit(repository, 'base');
  repository.git('checkout', '--quiet', '-b', integration);
  for (let at = 0; at < 1 + random.below(5); at += 1) change(repository, random, `swarm ${at}`);
  commit(repository, 'work');
  repository.git('checkout', '--quiet', '--force', 'main');
  for (let at = 0; at < random.below(3); at += 1) change(repository, random, `main ${at}`);
  commit(repository, 'mine');
  for (let at = 0; at < random.below(4); at += 1) {
    change(repository, random, `local ${at}`);
    if (random.below(3) === 0) repository.git('add', '--all');
  }
  repository.write('notes.log', 'ignored\n');
  return repository;
}

/** Paths that git says are not as they were committed. */
const edited = ({ status }: CheckoutPicture): readonly string[] =>
  status.map((line) => line.slice(3).replace(/^"(.*)"$/, '$1'));

function requireUnharmed(before: CheckoutPicture, after: CheckoutPicture): void {
  assert.deepEqual(after.status, before.status);
  for (const path of edited(before)) {
    assert.equal(after.files[path], before.files[path], path);
    const entries = (picture: CheckoutPicture) => picture.index.filter((line) => line.endsWith(`\t${path}`));
    assert.deepEqual(entries(after), entries(before));
  }
}

test(`local edits survive ${seeds} random merges, and undo restores exactly`, async (t) => {
  const came = new Map<string, number>();
  for (let seed = 1; seed <= seeds; seed += 1)
    await t.test(`seed ${seed}`, async (each) => {
      const repository = aWorld(each, seed);
      const before = pictureOf(repository);
      const result = repository.git('rev-parse', integration);
      const checkout = await openCheckout(repository.path, repository.state);
      const merged = await mergeResult(checkout, { swarm: 'main', integrationBranch: integration, result });
      const after = pictureOf(repository);
      const code = merged.ok ? 'merged' : merged.error.code;
      came.set(code, (came.get(code) ?? 0) + 1);
      if (!merged.ok) {
        assert.deepEqual(after, before);
        if (code !== 'local-edits') return assert.equal(code, 'conflict');
        assert.deepEqual(
          merged.error.files.filter((path) => !edited(before).some((one) => one === path || path.startsWith(one))),
          [],
          'only what is edited is in the way',
        );
        return;
      }
      requireUnharmed(before, after);
      await merged.value?.forget();
      if (!merged.value) return;
      const undone = await undoMerge(checkout, integration);
      assert.ok(undone.ok, JSON.stringify(undone));
      await undone.value.forget();
      assert.deepEqual(pictureOf(repository), before);
    });
  t.diagnostic(JSON.stringify(Object.fromEntries(came)));
  // A conflict is rare here, and has a test of its own.
  assert.ok(came.has('merged') && came.has('local-edits'), 'both outcomes are met');
});

const killer = join(import.meta.dirname, '..', 'support', 'killAtStep.ts');
const program = join(import.meta.dirname, '..', 'support', 'mergeOnce.ts');

test('killed before any step, the merge is done, not begun, or says that it was cut off and goes either way', async (t) => {
  const repository = createTestRepository(t);
  repository.write('.gitignore', '.s2/\n');
  for (const name of ['a', 'b', 'goes/deep', 'file', 'mine']) repository.write(name, `${name}\n`);
  repository.commit('files');
  repository.git('checkout', '--quiet', '-b', integration);
  for (const name of ['a', 'b', 'new/c']) repository.write(name, `${name} of the swarm\n`);
  repository.git('rm', '--quiet', '-r', 'goes', 'file');
  repository.write('file/inside', 'a folder now\n');
  repository.commit('work');
  repository.git('checkout', '--quiet', 'main');
  repository.write('mine', 'edited\n');
  repository.git('add', 'mine');
  repository.write('mine', 'edited again\n');
  repository.write('untracked', 'untracked\n');
  const before = pictureOf(repository);
  const result = repository.git('rev-parse', integration);
  const checkout = await openCheckout(repository.path, repository.state);
  const wanted = { swarm: 'main', integrationBranch: integration, result };
  const points = { before: 0, cut: 0, after: 0 };
  // The first thirty or so only look.
  for (let at = 1; ; at += at < 30 ? 10 : 1) {
    const args = ['--import', killer, program, repository.path, integration, result];
    const env = { ...process.env, S2_KILL_AT: String(at) };
    const child = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
    if (child.signal === null) assert.equal(child.status, 0, child.stderr);
    const left = pictureOf(repository);
    requireUnharmed({ ...before, status: [] }, { ...left, status: [] });
    const cut = await describeCut(checkout);
    points[cut ? 'cut' : left.head === before.head ? 'before' : 'after'] += 1;
    if (cut) assert.equal(cut.code, 'cut-off');
    else if (left.head === before.head) assert.deepEqual(left, before);
    if (cut && at % 2 === 0) {
      const on = await mergeResult(checkout, wanted);
      assert.ok(on.ok && on.value, JSON.stringify(on));
      await on.value.forget();
      requireUnharmed(before, pictureOf(repository));
      assert.equal(pictureOf(repository).head, on.value.merge);
    }
    if (cut || pictureOf(repository).head !== before.head) {
      const back = await undoMerge(checkout, integration);
      assert.ok(back.ok, `step ${at}: ${JSON.stringify(back)}`);
      await back.value.forget();
    }
    assert.deepEqual(pictureOf(repository), before, `step ${at}`);
    if (child.signal === null) break;
  }
  t.diagnostic(JSON.stringify(points));
  assert.ok(points.cut > 10 && points.before > 2 && points.after > 0);
});
