import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { inspectRepository } from '../../../../src/adapters/git/inspectRepository.ts';
import { createTestRepository } from '../../../support/gitRepository.ts';
import { tempFolder } from '../../../support/tempFolder.ts';

test('a repository is described, and not even its index is touched', async (t) => {
  const repository = createTestRepository(t);
  const head = repository.git('rev-parse', 'HEAD');
  const index = join(repository.path, '.git', 'index');
  const clean = { kind: 'ok', root: repository.path, head, branch: 'main', dirty: false };
  repository.write('sub/.gitkeep', '');
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '--amend', '--no-edit');
  const now = { ...clean, head: repository.git('rev-parse', 'HEAD') };
  assert.deepEqual(await inspectRepository(join(repository.path, 'sub')), now);
  repository.write('README.md', 'changed\n');
  const before = { bytes: readFileSync(index), at: statSync(index).mtimeMs };
  assert.deepEqual(await inspectRepository(repository.path), { ...now, dirty: true });
  assert.deepEqual({ bytes: readFileSync(index), at: statSync(index).mtimeMs }, before);
  repository.git('checkout', '--quiet', '--detach');
  assert.deepEqual(await inspectRepository(repository.path), { ...now, branch: null, dirty: true });
});

test('what cannot be used is told apart', async (t) => {
  const repository = createTestRepository(t);
  const folder = tempFolder();
  const bare = join(folder, 'bare');
  mkdirSync(bare);
  repository.gitAt(bare, 'init', '--quiet', '--bare');
  repository.git('checkout', '--quiet', '--orphan', 'empty');
  const path = process.env['PATH'];
  const cases = [
    [folder, 'not-a-repository'],
    [bare, 'not-a-repository'],
    [repository.path, 'no-commits'],
    [join(folder, 'missing'), 'failed'],
  ] as const;
  for (const [where, code] of cases) {
    const found = await inspectRepository(where);
    assert.equal(found.kind === 'problem' ? found.code : found.kind, code, where);
  }
  process.env['PATH'] = folder;
  const found = await inspectRepository(repository.path);
  process.env['PATH'] = path;
  assert.equal(found.kind === 'problem' ? found.code : found.kind, 'git-missing');
});

test('a .s2 that comes from elsewhere is refused before anything is written there', async (t) => {
  const repository = createTestRepository(t);
  const elsewhere = tempFolder();
  symlinkSync(elsewhere, join(repository.path, '.s2'));
  const linked = await inspectRepository(repository.path);
  assert.ok(linked.kind === 'problem' && linked.code === 'unsafe-state');
  assert.match(linked.message, /\.s2 is a link.*Replace it by a folder/);
  rmSync(join(repository.path, '.s2'));
  repository.write('.s2/keys/trusted', 'planted');
  repository.commit('plant');
  const tracked = await inspectRepository(join(repository.path, '.s2'));
  assert.ok(tracked.kind === 'problem' && tracked.code === 'unsafe-state');
  assert.match(tracked.message, /\.s2\/keys\/trusted under version control.*git rm -r --cached \.s2/);
});
