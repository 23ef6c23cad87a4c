import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { GitError, type GitErrorCode } from '../../src/adapters/git/gitError.ts';
import type { GitWorkspace } from '../../src/adapters/git/gitWorkspace.ts';
import type { CommitTrailers, Worktree } from '../../src/app/ports/workspace.ts';
import { createTestRepository, type TestRepository } from '../support/gitRepository.ts';

const integration = 's2/main';
const trailers: CommitTrailers = { task: 'T', session: 'one', epoch: 1 };

function hasCode(code: GitErrorCode): (error: unknown) => boolean {
  return (error) => error instanceof GitError && error.code === code;
}

function prepare(
  workspace: GitWorkspace,
  epoch = 1,
  session = 'one',
): Promise<Worktree & { readonly saved: readonly string[] }> {
  return workspace.prepareSession(session, `s2/${session}`, integration, `refs/s2/rescue/T/${epoch}`);
}

interface Begun {
  readonly repository: TestRepository;
  readonly workspace: GitWorkspace;
  readonly worktree: Worktree;
  /** What the user has not committed, which nothing may ever change. */
  readonly userWork: () => unknown;
}

/** A session's clean worktree, beside a checkout in which the user is at work. */
async function begin(t: TestContext): Promise<Begun> {
  const repository = createTestRepository(t);
  repository.write('README.md', 'changed by the user\n');
  repository.write('untracked.txt', 'untracked\n');
  repository.write('staged.txt', 'staged\n');
  repository.git('add', 'staged.txt');
  const workspace = await repository.workspace();
  await workspace.prepareIntegration(integration);
  const worktree = await prepare(workspace);
  const userWork = (): unknown => ({
    status: repository.git('status', '--porcelain'),
    diff: repository.git('diff', 'HEAD'),
    index: readFileSync(join(repository.path, '.git', 'index'), 'hex'),
    head: repository.git('rev-parse', 'HEAD', 'main'),
    untracked: existsSync(join(repository.path, 'untracked.txt')),
  });
  return { repository, workspace, worktree, userWork };
}

/** No commit anywhere in the repository holds the user's own files. */
function assertUnpublished(repository: TestRepository): void {
  const objects = repository.git('log', '--all', '--format=', '--name-only');
  assert.doesNotMatch(objects, /untracked\.txt|staged\.txt/);
}

function becomeLink(folder: string, target: string): void {
  rmSync(folder, { recursive: true });
  symlinkSync(target, folder);
}

describe('a worktree that became a link to the checkout of the user', () => {
  test('is never committed from', async (t) => {
    const { repository, workspace, worktree, userWork } = await begin(t);
    const before = userWork();
    becomeLink(worktree.path, '../..');
    assert.equal((await workspace.commitAll(worktree, 'work', trailers)).outcome, 'unusable');
    assert.deepEqual(userWork(), before);
    assertUnpublished(repository);
  });

  test('loses only the link: the next task gets a worktree of its own', async (t) => {
    const { repository, workspace, worktree, userWork } = await begin(t);
    const before = userWork();
    becomeLink(worktree.path, '../..');
    assert.equal(await workspace.isIntact(worktree.path), false);
    const next = await prepare(workspace, 2);
    assert.deepEqual(userWork(), before);
    assert.equal(lstatSync(next.path).isDirectory(), true);
    assert.equal(await workspace.isIntact(next.path), true);
    assert.equal(readFileSync(join(next.path, 'README.md'), 'utf8'), 'start\n');
    assertUnpublished(repository);
  });

  test('in a clean checkout, too, takes nothing along when it is removed', async (t) => {
    const { repository, workspace, userWork } = await begin(t);
    const before = userWork();
    await workspace.withCheckout(repository.git('rev-parse', 'main'), async (path) => {
      becomeLink(path, '../..');
      assert.equal(await workspace.isIntact(path), false);
    });
    assert.deepEqual(userWork(), before);
  });

  test('as a leftover of a killed run is removed alone', async (t) => {
    const { repository, workspace, userWork } = await begin(t);
    const before = userWork();
    const left = join(repository.state, 'worktrees', '.verify-1-dead');
    symlinkSync('../..', left);
    await workspace.removeLeftovers();
    assert.deepEqual(userWork(), before);
    assert.equal(existsSync(left), false);
  });

  for (const [name, folder] of [
    ['.s2/worktrees', 'worktrees'],
    ['.s2 itself', '.'],
  ] as const) {
    test(`because ${name} did, is refused with a sentence`, async (t) => {
      const { repository, workspace, worktree, userWork } = await begin(t);
      const parent = join(repository.state, folder);
      const elsewhere = `${repository.path}-elsewhere`;
      renameSync(parent, elsewhere);
      symlinkSync(elsewhere, parent);
      const before = userWork();
      await assert.rejects(prepare(workspace, 2), hasCode('unsafe-state'));
      await assert.rejects(workspace.removeLeftovers(), hasCode('unsafe-state'));
      await assert.rejects(workspace.commitAll(worktree, 'work', trailers), hasCode('unsafe-state'));
      await assert.rejects(repository.workspace(), /is a link.*Replace it by a folder/);
      assert.deepEqual(userWork(), before);
    });
  }
});

describe('a hostile repository', () => {
  test('runs no hook that it has committed where the swarm keeps its own files', async (t) => {
    const repository = createTestRepository(t);
    const mark = join(repository.path, '..', 'hook-ran');
    const hook = join('.s2', 'no-hooks', 'reference-transaction');
    repository.write(hook, `#!/bin/sh\necho ran >> '${mark}'\n`);
    chmodSync(join(repository.path, hook), 0o755);
    repository.git('add', '--force', hook);
    repository.commit('hostile');
    const workspace = await repository.workspace();
    await workspace.prepareIntegration(integration);
    const worktree = await prepare(workspace);
    writeFileSync(join(worktree.path, 'a.txt'), 'a');
    await workspace.commitAll(worktree, 'work', trailers);
    assert.equal(existsSync(mark), false);
  });
});

describe('branches', () => {
  test('of the user are refused all at once, and never moved', async (t) => {
    const repository = createTestRepository(t);
    const workspace = await repository.workspace();
    await workspace.prepareIntegration(integration);
    for (const name of ['s2/one', 's2/two']) repository.git('branch', name);
    const branches = ['s2/one', 's2/two', 's2/three'];
    await assert.rejects(workspace.checkBranches(branches), (error: unknown) => {
      assert.ok(error instanceof GitError && error.code === 'branch-taken');
      assert.match(error.message, /s2\/one, s2\/two .*`branch:` in swarm\.yaml/);
      return true;
    });
    await assert.rejects(prepare(workspace), hasCode('branch-taken'));
    assert.equal(repository.git('rev-parse', 's2/one'), repository.git('rev-parse', 'main'));
  });

  test('that the swarm made itself are used again, in another workspace as well', async (t) => {
    const { repository, workspace } = await begin(t);
    await workspace.checkBranches(['s2/one', 's2/two']);
    const again = await repository.workspace();
    await again.checkBranches(['s2/one']);
    await prepare(again, 2);
  });

  test('are given free when it is one of our own worktrees that an agent has put onto them', async (t) => {
    const { repository, workspace, worktree } = await begin(t);
    const two = await prepare(workspace, 1, 'two');
    const head = repository.git('rev-parse', integration);
    repository.gitAt(worktree.path, 'checkout', '--quiet', integration);
    assert.equal(await workspace.advance(integration, head, head), true);
    await workspace.prepareIntegration(integration);
    repository.gitAt(worktree.path, 'checkout', '--quiet', '--ignore-other-worktrees', 's2/two');
    assert.equal((await prepare(workspace, 2, 'two')).path, two.path);
    assert.equal(repository.gitAt(worktree.path, 'rev-parse', 'HEAD'), head);
  });
});

test('what a killed git had only begun to keep of a worktree is removed before it stops every other git', async (t) => {
  const repository = createTestRepository(t);
  const admin = join(repository.path, '.git', 'worktrees', 'half');
  mkdirSync(admin, { recursive: true });
  const old = new Date(Date.now() - 60_000);
  for (const [name, text] of [
    ['gitdir', `${repository.path}-gone/.git\n`],
    ['HEAD', `${'0'.repeat(40)}\n`],
    ['commondir', ''],
  ] as const) {
    writeFileSync(join(admin, name), text);
    utimesSync(join(admin, name), old, old);
  }
  assert.throws(() => repository.git('worktree', 'list'), /failed to read/);
  await (await repository.workspace()).prepareIntegration(integration);
  assert.equal(repository.git('worktree', 'list').split('\n').length, 1);
});

describe('work that was submitted', () => {
  test('is kept under a name of its own and not announced as unfinished', async (t) => {
    const { repository, workspace, worktree } = await begin(t);
    writeFileSync(join(worktree.path, 'a.txt'), 'a');
    const made = await workspace.commitAll(worktree, 'work', trailers);
    assert.ok(made.outcome === 'committed');
    await workspace.keepSubmitted(made.commit, 'T/1 x', 7);
    await workspace.keepSubmitted(made.commit, 'T/1 x', 7);
    assert.deepEqual((await prepare(workspace, 2)).saved, []);
    assert.equal(repository.git('rev-parse', 'refs/s2/submitted/T%2F1%20x/7'), made.commit);
    assert.equal(repository.git('for-each-ref', 'refs/s2/rescue'), '');
  });

  test('does not hide what was done after it', async (t) => {
    const { workspace, worktree } = await begin(t);
    writeFileSync(join(worktree.path, 'a.txt'), 'a');
    const made = await workspace.commitAll(worktree, 'work', trailers);
    assert.ok(made.outcome === 'committed');
    await workspace.keepSubmitted(made.commit, 'T', 1);
    writeFileSync(join(worktree.path, 'b.txt'), 'b');
    assert.deepEqual((await prepare(workspace, 2)).saved, ['refs/s2/rescue/T/1']);
  });
});

describe('what an agent left and no commit can hold', () => {
  for (const [name, spoil] of [
    ['its worktree is gone', (path: string): void => rmSync(path, { recursive: true })],
    [
      'a file stands in its place',
      (path: string): void => (rmSync(path, { recursive: true }), writeFileSync(path, '')),
    ],
  ] as const) {
    test(`is told as its own doing: ${name}`, async (t) => {
      const { workspace, worktree } = await begin(t);
      spoil(worktree.path);
      assert.equal((await workspace.commitAll(worktree, 'work', trailers)).outcome, 'unusable');
      assert.equal(lstatSync((await prepare(workspace, 2)).path).isDirectory(), true);
    });
  }
});
