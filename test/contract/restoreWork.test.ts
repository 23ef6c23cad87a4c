import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { GitWorkspace } from '../../src/adapters/git/gitWorkspace.ts';
import type { Worktree } from '../../src/app/ports/workspace.ts';
import { createTestRepository } from '../support/gitRepository.ts';

const ref = (epoch: number): string => `refs/s2/rescue/T/${epoch}`;

function prepare(workspace: GitWorkspace, epoch: number, session = 'session-1'): Promise<Worktree> {
  return workspace.prepareSession(session, `s2/${session}`, 's2/main', ref(epoch));
}

async function commit(workspace: GitWorkspace, worktree: Worktree, task = 'T'): Promise<string> {
  const made = await workspace.commitAll(worktree, 'work', { task, session: worktree.session, epoch: 1 });
  assert.ok(made.outcome === 'committed', JSON.stringify(made));
  return made.commit;
}

test('unfinished work comes back as changes that are not committed, deletions and new files included', async (t) => {
  const repository = createTestRepository(t);
  const workspace = await repository.workspace();
  await workspace.prepareIntegration('s2/main');
  const before = await prepare(workspace, 1);
  writeFileSync(join(before.path, 'kept.txt'), 'kept');
  await workspace.advance('s2/main', before.base, await commit(workspace, before));
  const first = await prepare(workspace, 2);
  rmSync(join(first.path, 'kept.txt'));
  writeFileSync(join(first.path, 'new.txt'), 'new');
  const second = await prepare(workspace, 3);
  assert.ok(existsSync(join(second.path, 'kept.txt')) && !existsSync(join(second.path, 'new.txt')));
  assert.equal(await workspace.restoreWork(second, ref(2)), 'restored');
  assert.ok(!existsSync(join(second.path, 'kept.txt')));
  assert.equal(readFileSync(join(second.path, 'new.txt'), 'utf8'), 'new');
  assert.deepEqual(await workspace.missingFiles(await commit(workspace, second), ['new.txt']), []);
});

test('work comes back on top of what was merged since; what does not go together is left out', async (t) => {
  const repository = createTestRepository(t);
  const workspace = await repository.workspace();
  await workspace.prepareIntegration('s2/main');
  const mine = await prepare(workspace, 1);
  writeFileSync(join(mine.path, 'mine.txt'), 'mine');
  const other = await prepare(workspace, 7, 'session-2');
  writeFileSync(join(other.path, 'theirs.txt'), 'theirs');
  const theirs = await commit(workspace, other);
  assert.ok(await workspace.advance('s2/main', other.base, theirs));
  const again = await prepare(workspace, 2);
  assert.equal(again.base, theirs);
  assert.equal(await workspace.restoreWork(again, ref(1)), 'restored');
  assert.ok(existsSync(join(again.path, 'mine.txt')) && existsSync(join(again.path, 'theirs.txt')));
  writeFileSync(join(again.path, 'theirs.txt'), 'mine after all');
  const third = await prepare(workspace, 8, 'session-2');
  writeFileSync(join(third.path, 'theirs.txt'), 'changed');
  assert.ok(await workspace.advance('s2/main', third.base, await commit(workspace, third)));
  const last = await prepare(workspace, 3);
  assert.equal(await workspace.restoreWork(last, ref(2)), 'conflict');
  assert.equal(readFileSync(join(last.path, 'theirs.txt'), 'utf8'), 'changed');
  assert.ok(!existsSync(join(last.path, 'mine.txt')));
});

test('nothing comes back from a ref that is not there, and no other ref is taken', async (t) => {
  const repository = createTestRepository(t);
  const workspace = await repository.workspace();
  await workspace.prepareIntegration('s2/main');
  const worktree = await prepare(workspace, 1);
  assert.equal(await workspace.restoreWork(worktree, ref(9)), 'nothing');
  for (const name of ['refs/heads/main', 'HEAD', 'refs/s2/rescue/../../heads/main', '--help', 'refs/s2/rescue/T/1;x'])
    await assert.rejects(workspace.restoreWork(worktree, name), { code: 'failed' });
});

test('work that somebody else is to go on with is saved at once, leaves the worktree clean, and comes back in another session', async (t) => {
  const repository = createTestRepository(t);
  const workspace = await repository.workspace();
  await workspace.prepareIntegration('s2/main');
  const mine = await prepare(workspace, 1);
  assert.deepEqual(await workspace.saveUnfinished(mine, ref(1)), { ref: undefined, stat: '' });
  writeFileSync(join(mine.path, 'half.txt'), 'half\n');
  const saved = await workspace.saveUnfinished(mine, ref(1));
  assert.equal(saved.ref, ref(1));
  assert.match(saved.stat, /half\.txt \| 1 \+/);
  assert.ok(!existsSync(join(mine.path, 'half.txt')));
  const theirs = await prepare(workspace, 2, 'session-2');
  assert.equal(await workspace.restoreWork(theirs, ref(1)), 'restored');
  assert.equal(readFileSync(join(theirs.path, 'half.txt'), 'utf8'), 'half\n');
  const again = await workspace.prepareSession('session-1', 's2/session-1', 's2/main', ref(3));
  assert.deepEqual(again.saved, [], 'nothing is saved twice');
  await assert.rejects(workspace.saveUnfinished(mine, 'refs/heads/main'));
});

test('what no commit can hold stays where it is when it is to be saved', async (t) => {
  const repository = createTestRepository(t);
  const workspace = await repository.workspace();
  await workspace.prepareIntegration('s2/main');
  const mine = await prepare(workspace, 1);
  const inner = join(mine.path, 'inner');
  mkdirSync(inner);
  execFileSync('git', ['init', '-q', inner]);
  writeFileSync(join(inner, 'a.txt'), 'a');
  execFileSync('git', ['-C', inner, 'add', '.']);
  execFileSync('git', ['-C', inner, '-c', 'user.name=n', '-c', 'user.email=n@example.org', 'commit', '-qm', 'a']);
  assert.deepEqual(await workspace.saveUnfinished(mine, ref(1)), { ref: undefined, stat: '' });
  assert.ok(existsSync(join(inner, 'a.txt')));
});
