import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { changedSince } from '../../../../src/adapters/worktree/changedSince.ts';
import { tempFolder } from '../../../support/tempFolder.ts';

const before = 1_000_000_000;
const since = before + 1_000;

/** A folder in which everything is old. */
function oldFolder(): { readonly root: string; readonly age: (...paths: readonly string[]) => void } {
  const root = tempFolder();
  mkdirSync(join(root, 'src', 'deep'), { recursive: true });
  mkdirSync(join(root, '.git'));
  writeFileSync(join(root, 'src', 'deep', 'a.txt'), 'a');
  const age = (...paths: readonly string[]): void => {
    for (const path of paths) utimesSync(join(root, path), before / 1_000, before / 1_000);
  };
  age('src/deep/a.txt', 'src/deep', 'src', '.git', '.');
  return { root, age };
}

test('nothing has changed where nothing was written', async () => {
  assert.equal(await changedSince(oldFolder().root, since), false);
  assert.equal(await changedSince(join(oldFolder().root, 'gone'), since), false);
});

test('a file that is written, made or deleted somewhere below counts', async () => {
  const written = oldFolder();
  writeFileSync(join(written.root, 'src/deep/a.txt'), 'b');
  assert.equal(await changedSince(written.root, since), true);
  const made = oldFolder();
  writeFileSync(join(made.root, 'src/deep/b.txt'), 'b');
  made.age('src/deep/b.txt');
  assert.equal(await changedSince(made.root, since), true, 'its folder has changed');
});

test('what is git’s own, what a link leads to, and what is closed to us does not count', async () => {
  const { root, age } = oldFolder();
  const elsewhere = tempFolder();
  writeFileSync(join(root, '.git', 'index'), 'new');
  symlinkSync(elsewhere, join(root, 'link'));
  symlinkSync('.', join(root, 'circle'));
  writeFileSync(join(elsewhere, 'new.txt'), 'new');
  mkdirSync(join(root, 'closed'));
  age('closed', '.');
  chmodSync(join(root, 'closed'), 0);
  // The links themselves are new: they count as what was written.
  assert.equal(await changedSince(root, Date.now() + 60_000), false);
  chmodSync(join(root, 'closed'), 0o700);
});
