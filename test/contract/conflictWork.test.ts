import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import type { GitWorkspace } from '../../src/adapters/git/gitWorkspace.ts';
import { createTestRepository } from '../support/gitRepository.ts';

/** Names that git could take for an option or a pattern, and one that is in the way of nobody. */
const names = ['--output=x', ':(top)**', '*', 'ünïcode \t tab', 'deep/er/a.txt'];

/** A session's commit that writes these files on top of the branch's head. */
async function work(workspace: GitWorkspace, session: string, files: Readonly<Record<string, string>>) {
  const worktree = await workspace.prepareSession(session, `s2/${session}`, 's2/main', `refs/s2/rescue/${session}/1`);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(worktree.path, name)), { recursive: true });
    writeFileSync(join(worktree.path, name), text);
  }
  const made = await workspace.commitAll(worktree, 'work', { task: session, session, epoch: 1 });
  assert.ok(made.outcome === 'committed', JSON.stringify(made));
  return { worktree, commit: made.commit };
}

test('the other side of a conflict is found by file, whatever the file is called', async (t) => {
  const workspace = await createTestRepository(t).workspace();
  await workspace.prepareIntegration('s2/main');
  const same = (text: string): Record<string, string> => Object.fromEntries(names.map((name) => [name, text]));
  const mine = await work(workspace, 'mine', same('mine\n'));
  const theirs = await work(workspace, 'theirs', same('theirs\n'));
  const other = await work(workspace, 'other', { 'other.txt': 'other\n' });
  let head = mine.worktree.base;
  const merges: string[] = [];
  for (const { commit } of [theirs, other]) {
    const made = await workspace.createMerge(head, commit, 'merge', { task: 'T', session: 's', epoch: 1 });
    assert.ok(made.merged && (await workspace.advance('s2/main', head, made.commit)));
    head = made.commit;
    merges.push(head);
  }
  const outcome = await workspace.createMerge(head, mine.commit, 'merge', { task: 'T', session: 's', epoch: 1 });
  assert.ok(!outcome.merged);
  assert.deepEqual([...outcome.conflicts].sort(), [...names].sort());
  for (const name of names) assert.deepEqual(await workspace.mergesTouching(head, mine.commit, [name]), [merges[0]]);
  assert.deepEqual(await workspace.mergesTouching(head, mine.commit, ['other.txt']), [merges[1]]);
  assert.deepEqual(await workspace.mergesTouching(head, mine.commit, ['nowhere']), []);
  const line = await workspace.lineOf(mine.worktree.base, head, 2);
  assert.deepEqual(
    line?.map(({ commit }) => commit),
    merges,
  );
  assert.equal(await workspace.lineOf(mine.worktree.base, head, 1), undefined);

  await workspace.keepSubmitted(mine.commit, 'T', 1);
  const saveAs = 'refs/s2/rescue/T/2';
  const again = await workspace.prepareSession('mine', 's2/mine', 's2/main', saveAs);
  assert.equal(await workspace.restoreBothSides(again, 'refs/s2/submitted/T/1'), 'marked');
  assert.match(readFileSync(join(again.path, 'deep/er/a.txt'), 'utf8'), /^<<<<<<< [^]*theirs\n=======\nmine\n>>>>>>> /);
  const made = await workspace.commitAll(again, 'marked', { task: 'T', session: 'mine', epoch: 2 });
  assert.ok(made.outcome === 'committed');
  assert.deepEqual([...(await workspace.markedFiles(made.commit, head))].sort(), [...names].sort());
  assert.deepEqual(await workspace.markedFiles(mine.commit, head), []);
});
