import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { openCheckout } from '../../src/adapters/git/result/checkout.ts';
import { prepareMerge } from '../../src/adapters/git/result/lookAtResult.ts';
import { mergeResult, undoMerge, type Moved } from '../../src/adapters/git/result/mergeResult.ts';
import type { Result } from '../../src/base/result.ts';
import type { MergeProblem } from '../../src/protocol/resultMerge.ts';
import { createTestRepository, plantHooks, type TestRepository } from '../support/gitRepository.ts';
import { pictureOf } from '../support/checkoutPicture.ts';

const integration = 's2/main';

/** A repository whose integration branch has changed a file, added one and removed one; `main` has gone on with another. */
function aRepository(t: TestContext): TestRepository {
  const repository = createTestRepository(t);
  for (const name of ['changed', 'removed', 'mine', 'other']) repository.write(`src/${name}.txt`, `${name}\n`);
  repository.write('.gitignore', '*.log\n.s2/\n');
  repository.commit('files');
  repository.git('checkout', '--quiet', '-b', integration);
  repository.write('src/changed.txt', 'changed by the swarm\n');
  repository.write('added/new.txt', 'new\n');
  repository.git('rm', '--quiet', 'src/removed.txt');
  repository.commit('work of T1');
  repository.git('checkout', '--quiet', 'main');
  repository.write('src/mine.txt', 'mine, later\n');
  repository.commit('my own');
  return repository;
}

const resultOf = (repository: TestRepository): string => repository.git('rev-parse', integration);

async function merge(repository: TestRepository): Promise<Result<Moved | undefined, MergeProblem>> {
  const checkout = await openCheckout(repository.path, repository.state);
  const wanted = { swarm: 'main', integrationBranch: integration, result: resultOf(repository) };
  const moved = await mergeResult(checkout, wanted);
  if (moved.ok) await moved.value?.forget();
  return moved;
}

async function undo(repository: TestRepository): Promise<Result<Moved, MergeProblem>> {
  const moved = await undoMerge(await openCheckout(repository.path, repository.state), integration);
  if (moved.ok) await moved.value.forget();
  return moved;
}

/** Local edits of every kind to files that the merge leaves alone. */
function editBeside(repository: TestRepository): void {
  repository.write('src/mine.txt', 'staged\n');
  repository.git('add', 'src/mine.txt');
  repository.write('src/mine.txt', 'staged, then edited\n');
  rmSync(join(repository.path, 'src/other.txt'));
  repository.write('src/notes.txt', 'untracked\n');
  repository.write('debug.log', 'ignored\n');
  repository.write('planned.txt', 'to be added\n');
  repository.git('add', '--intent-to-add', 'planned.txt');
  repository.write('README.md', 'start\n');
  chmodSync(join(repository.path, 'README.md'), 0o755);
}

test('the result comes into the branch as one merge commit beside local edits, and undo restores exactly', async (t) => {
  const repository = aRepository(t);
  editBeside(repository);
  const before = pictureOf(repository);
  const checkout = await openCheckout(repository.path, repository.state);
  const wanted = { swarm: 'main', integrationBranch: integration, result: resultOf(repository) };
  const looked = await prepareMerge(checkout, wanted);
  assert.ok(looked.ok);
  assert.deepEqual(looked.value.files, ['added/new.txt', 'src/changed.txt', 'src/removed.txt']);
  assert.deepEqual(pictureOf(repository), before, 'looking changes nothing');
  const merged = await merge(repository);
  assert.ok(merged.ok && merged.value, JSON.stringify(merged));
  const after = pictureOf(repository);
  assert.deepEqual(after.status, before.status);
  assert.equal(after.head, merged.value.merge);
  assert.equal(repository.git('rev-parse', 'HEAD^1', 'HEAD^2'), `${before.head}\n${resultOf(repository)}`);
  assert.equal(
    after.files['src/changed.txt'],
    before.files['src/changed.txt']?.replace('changed\n', 'changed by the swarm\n'),
  );
  assert.equal(existsSync(join(repository.path, 'src/removed.txt')), false);
  assert.match(repository.git('log', '-1', '--format=%B'), /^Merge s2\/main into main[^]*S2-Result: s2\/main/);
  assert.equal(existsSync(join(repository.path, '.git/index.lock')), false);
  const again = await merge(repository);
  assert.deepEqual(again, { ok: true, value: undefined });
  const undone = await undo(repository);
  assert.ok(undone.ok, JSON.stringify(undone));
  assert.deepEqual(pictureOf(repository), before);
  assert.equal((await undo(repository)).ok, false, 'there is nothing more to undo');
});

/** Edits that the merge would overwrite, and the files that the refusal names. */
const obstacles: readonly (readonly [string, (repository: TestRepository) => void, readonly string[]])[] = [
  ['an edited file', (repository) => repository.write('src/changed.txt', 'edited\n'), ['src/changed.txt']],
  [
    'a staged file whose content is that of HEAD again',
    (repository) => {
      repository.write('src/changed.txt', 'staged\n');
      repository.git('add', 'src/changed.txt');
      repository.write('src/changed.txt', 'changed\n');
    },
    ['src/changed.txt'],
  ],
  ['an edited file that goes', (repository) => repository.write('src/removed.txt', 'edited\n'), ['src/removed.txt']],
  ['a deleted file', ({ path }) => rmSync(join(path, 'src/changed.txt')), ['src/changed.txt']],
  ['an untracked file', (repository) => repository.write('added/new.txt', 'untracked\n'), ['added/new.txt']],
  ['a file in the place of a folder', (repository) => repository.write('added', 'a file\n'), ['added']],
  [
    'an ignored file',
    (repository) => {
      repository.write('.git/info/exclude', 'added\n');
      repository.write('added/new.txt', 'ignored\n');
    },
    ['added/new.txt'],
  ],
  [
    'a folder in the place of a file',
    (repository) => {
      mkdirSync(join(repository.path, 'added/new.txt'), { recursive: true });
      repository.write('added/new.txt/deep/file.txt', 'untracked\n');
    },
    ['added/new.txt/deep/file.txt'],
  ],
  [
    'a link in the place of a folder',
    ({ path }) => {
      mkdirSync(join(path, '../elsewhere'));
      symlinkSync('../elsewhere', join(path, 'added'));
    },
    ['added'],
  ],
  [
    'a file that only changed its mode',
    ({ path }) => chmodSync(join(path, 'src/changed.txt'), 0o755),
    ['src/changed.txt'],
  ],
  [
    'a file that git was told not to look at',
    (repository) => {
      repository.git('update-index', '--assume-unchanged', 'src/changed.txt');
      repository.write('src/changed.txt', 'hidden edit\n');
    },
    ['src/changed.txt'],
  ],
];

describe('what would be overwritten is refused by name, and nothing changes:', () => {
  for (const [name, edit, files] of obstacles)
    test(name, async (t) => {
      const repository = aRepository(t);
      edit(repository);
      const before = pictureOf(repository);
      const refused = await merge(repository);
      assert.ok(!refused.ok);
      assert.deepEqual([refused.error.code, refused.error.files], ['local-edits', files]);
      assert.deepEqual(pictureOf(repository), before);
      assert.equal(existsSync(join(repository.state, 'merging.json')), false);
    });
});

/** States in which nothing is merged, whatever it would be. */
const states: readonly (readonly [string, (repository: TestRepository) => void])[] = [
  ['detached', (repository) => repository.git('checkout', '--quiet', '--detach')],
  ['no-commits', (repository) => repository.git('symbolic-ref', 'HEAD', 'refs/heads/unborn')],
  ['swarm-branch', (repository) => repository.git('checkout', '--quiet', integration)],
  [
    'swarm-branch',
    (repository) => {
      repository.git('checkout', '--quiet', '-b', 's2/one');
      repository.git('update-ref', 'refs/s2/made/s2/one', 'HEAD');
    },
  ],
  ['under-way', (repository) => repository.write('.git/MERGE_HEAD', `${repository.git('rev-parse', 'HEAD')}\n`)],
  ['under-way', ({ path }) => mkdirSync(join(path, '.git/rebase-merge'))],
  ['under-way', (repository) => repository.write('.git/CHERRY_PICK_HEAD', `${repository.git('rev-parse', 'HEAD')}\n`)],
  ['sparse', (repository) => repository.git('config', 'core.sparseCheckout', 'true')],
  ['locked', (repository) => repository.write('.git/index.lock', '')],
  [
    'branch-in-use',
    (repository) => {
      repository.git('worktree', 'add', '--quiet', '--force', '../second', 'main');
    },
  ],
  [
    'unmerged',
    (repository) => {
      const blob = repository.git('rev-parse', 'HEAD:README.md');
      const lines = [1, 2, 3].map((stage) => `100644 ${blob} ${stage}\tREADME.md`).join('\n');
      const file = join(repository.path, '../stages');
      writeFileSync(file, `${lines}\n`);
      repository.git('-c', `alias.put=!git update-index --index-info < '${file}'`, 'put');
    },
  ],
  [
    'submodule',
    (repository) => {
      repository.git('checkout', '--quiet', integration);
      repository.git('update-index', '--add', '--cacheinfo', `160000,${repository.git('rev-parse', 'HEAD')},sub`);
      repository.git('commit', '--quiet', '--message', 'a submodule');
      repository.git('checkout', '--quiet', 'main');
    },
  ],
  [
    'conflict',
    (repository) => {
      repository.write('src/changed.txt', 'changed by me\n');
      repository.commit('the same line');
    },
  ],
];

describe('nothing is merged, and nothing changes, when it is', () => {
  for (const [code, make] of states)
    test(code, async (t) => {
      const repository = aRepository(t);
      make(repository);
      const before = pictureOf(repository);
      const refused = await merge(repository);
      assert.ok(!refused.ok);
      assert.equal(refused.error.code, code, refused.error.message);
      assert.deepEqual(pictureOf(repository), before);
    });
});

test('a conflict is told with both sides', async (t) => {
  const repository = aRepository(t);
  repository.write('src/changed.txt', 'changed by me\n');
  repository.commit('the same line');
  const refused = await merge(repository);
  assert.ok(!refused.ok);
  const [side] = refused.error.sides ?? [];
  assert.deepEqual(refused.error.files, ['src/changed.txt']);
  assert.match(side?.yours ?? '', /^[0-9a-f]{7,} the same line$/);
  assert.match(side?.result ?? '', /^[0-9a-f]{7,} work of T1$/);
});

test('undo is refused after another commit, and keeps edits that were made since', async (t) => {
  const repository = aRepository(t);
  assert.ok((await merge(repository)).ok);
  repository.write('src/other.txt', 'edited after the merge\n');
  repository.write('src/changed.txt', 'edited after the merge\n');
  const inTheWay = await undo(repository);
  assert.ok(!inTheWay.ok);
  assert.deepEqual([inTheWay.error.code, inTheWay.error.files], ['local-edits', ['src/changed.txt']]);
  repository.git('checkout', 'src/changed.txt');
  assert.ok((await undo(repository)).ok);
  assert.equal(readFileSync(join(repository.path, 'src/other.txt'), 'utf8'), 'edited after the merge\n');
  assert.ok((await merge(repository)).ok);
  repository.commit('later');
  const late = await undo(repository);
  assert.equal(late.ok || late.error.code, 'nothing');
});

test('no program that the repository names is started, and files that one of them converts are left to git', async (t) => {
  const repository = aRepository(t);
  const mark = join(repository.path, '..', 'sprung');
  plantHooks(repository, mark);
  const trap = join(repository.path, '..', 'trap.sh');
  writeFileSync(trap, `#!/bin/sh\necho "$0 $@" >> '${mark}'\ncat\n`);
  chmodSync(trap, 0o755);
  repository.git('config', 'core.fsmonitor', trap);
  repository.git('config', 'merge.evil.driver', trap);
  repository.git('config', 'core.hooksPath', join(repository.path, '.git', 'hooks'));
  writeFileSync(join(repository.path, '.git', 'info', 'attributes'), '* merge=evil\n');
  assert.ok((await merge(repository)).ok);
  assert.ok((await undo(repository)).ok);
  assert.equal(existsSync(mark), false);
  repository.git('config', 'filter.evil.smudge', trap);
  repository.git('config', 'filter.evil.clean', trap);
  writeFileSync(join(repository.path, '.git', 'info', 'attributes'), 'src/changed.txt filter=evil\n');
  const refused = await merge(repository);
  assert.equal(refused.ok || refused.error.code, 'filter');
  assert.equal(existsSync(mark), false);
});

test('line ends are written as the attributes that come in say', async (t) => {
  const repository = aRepository(t);
  repository.git('checkout', '--quiet', integration);
  repository.write('.gitattributes', '*.bat text eol=crlf\n');
  repository.write('run.bat', 'one\ntwo\n');
  repository.commit('attributes');
  repository.git('checkout', '--quiet', 'main');
  assert.ok((await merge(repository)).ok);
  assert.equal(readFileSync(join(repository.path, 'run.bat'), 'utf8'), 'one\r\ntwo\r\n');
  assert.equal(repository.git('status', '--porcelain'), '');
});
