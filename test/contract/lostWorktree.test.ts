import assert from 'node:assert/strict';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import type { GitWorkspace } from '../../src/adapters/git/gitWorkspace.ts';
import type { Worktree } from '../../src/app/ports/workspace.ts';
import { createTestRepository, type TestRepository } from '../support/gitRepository.ts';

interface Lost {
  readonly repository: TestRepository;
  readonly worktree: Worktree;
  /** A commit that the session has made, and that nothing but its branch and its worktree knows. */
  readonly commit: string;
  /** A folder outside of the swarm's, with a file that nobody may touch. */
  readonly outside: string;
}

/** How a worktree goes, and whether what was not committed in it can still be had afterwards. */
const losses: readonly (readonly [name: string, lose: (lost: Lost) => void, uncommitted: 'kept' | 'gone'])[] = [
  ['its folder is deleted', ({ worktree }) => rmSync(worktree.path, { recursive: true }), 'gone'],
  [
    'every worktree is deleted',
    ({ repository }) => rmSync(join(repository.state, 'worktrees'), { recursive: true }),
    'gone',
  ],
  ['its .git file is deleted', ({ worktree }) => rmSync(join(worktree.path, '.git')), 'kept'],
  [
    'its .git file leads to the checkout of the user',
    ({ worktree, repository }) =>
      writeFileSync(join(worktree.path, '.git'), `gitdir: ${join(repository.path, '.git')}\n`),
    'kept',
  ],
  [
    'its .git is a link to the repository of the user',
    ({ worktree, repository }) => {
      rmSync(join(worktree.path, '.git'));
      symlinkSync(join(repository.path, '.git'), join(worktree.path, '.git'));
    },
    'kept',
  ],
  [
    'its folder is deleted and git has forgotten it',
    ({ worktree, repository }) => {
      rmSync(worktree.path, { recursive: true });
      repository.git('worktree', 'prune', '--expire=now');
    },
    'gone',
  ],
  [
    'its .git file is deleted and git has forgotten it',
    ({ worktree, repository }) => {
      rmSync(join(worktree.path, '.git'));
      repository.git('worktree', 'prune', '--expire=now');
    },
    'kept',
  ],
  [
    'its .git is a repository of its own, made by whoever worked there',
    ({ worktree, repository }) => {
      rmSync(join(worktree.path, '.git'));
      repository.gitAt(worktree.path, 'init', '--quiet');
    },
    'kept',
  ],
  [
    'a repository lies in it, and its last commit is on no branch',
    ({ worktree, repository }) => {
      repository.gitAt(worktree.path, 'checkout', '--quiet', '--detach');
      repository.git('update-ref', '-d', 'refs/heads/s2/one');
      mkdirSync(join(worktree.path, 'nested'));
      repository.gitAt(join(worktree.path, 'nested'), 'init', '--quiet');
      writeFileSync(join(worktree.path, 'nested', 'n.txt'), 'n');
    },
    'kept',
  ],
  [
    'a link to a folder is in its place',
    ({ worktree, outside }) => {
      rmSync(worktree.path, { recursive: true });
      symlinkSync(outside, worktree.path);
    },
    'gone',
  ],
  [
    'a link to nothing is in its place',
    ({ worktree }) => {
      rmSync(worktree.path, { recursive: true });
      symlinkSync('nowhere', worktree.path);
    },
    'gone',
  ],
  [
    'a file is in its place',
    ({ worktree }) => {
      rmSync(worktree.path, { recursive: true });
      writeFileSync(worktree.path, 'a file');
    },
    'gone',
  ],
];

function prepare(workspace: GitWorkspace, epoch: number): Promise<Worktree & { readonly saved: readonly string[] }> {
  return workspace.prepareSession('one', 's2/one', 's2/main', `refs/s2/rescue/T/${epoch}`);
}

async function lose(t: TestContext, by: (lost: Lost) => void): Promise<Lost & { readonly workspace: GitWorkspace }> {
  const repository = createTestRepository(t);
  const workspace = await repository.workspace();
  await workspace.prepareIntegration('s2/main');
  const worktree = await prepare(workspace, 1);
  writeFileSync(join(worktree.path, 'a.txt'), 'committed');
  const made = await workspace.commitAll(worktree, 'work', { task: 'T', session: 'one', epoch: 1 });
  assert.ok(made.outcome === 'committed');
  writeFileSync(join(worktree.path, 'b.txt'), 'not committed');
  const outside = join(repository.path, '..', 'outside');
  mkdirSync(outside);
  writeFileSync(join(outside, 'precious'), 'precious');
  const lost = { repository, worktree, commit: made.commit, outside };
  by(lost);
  return { ...lost, workspace };
}

/** Whether a ref or a folder of the swarm still has what was not committed. */
function isUncommittedIn({ repository }: Lost, saved: readonly string[]): boolean {
  return saved.some((name) =>
    name.startsWith('refs/')
      ? repository.git('ls-tree', '--name-only', name).split('\n').includes('b.txt')
      : existsSync(join(name, 'b.txt')),
  );
}

describe('a worktree is made again, and no commit is lost, when', () => {
  for (const [name, by, uncommitted] of losses) {
    for (const when of ['while the swarm runs', 'while it is stopped'] as const) {
      test(`${name} ${when}`, async (t) => {
        const lost = await lose(t, by);
        const { repository, worktree, commit, outside } = lost;
        const workspace = when === 'while it is stopped' ? await repository.workspace() : lost.workspace;
        const next = await prepare(workspace, 2);
        assert.equal(next.path, worktree.path);
        assert.ok(lstatSync(next.path).isDirectory() && existsSync(join(next.path, 'README.md')));
        assert.equal(repository.gitAt(next.path, 'status', '--porcelain'), '');
        assert.equal(repository.gitAt(next.path, 'symbolic-ref', 'HEAD'), 'refs/heads/s2/one');
        const refs = repository.git('for-each-ref', '--format=%(refname)', '--contains', commit, 'refs/s2/rescue');
        assert.notEqual(refs, '', 'the commit is kept');
        assert.ok(next.saved.length > 0, 'and it is said where');
        if (uncommitted === 'kept') {
          assert.ok(isUncommittedIn(lost, next.saved), next.saved.join());
        }
        assert.deepEqual(readdirSync(outside), ['precious']);
        assert.equal(readFileSync(join(outside, 'precious'), 'utf8'), 'precious');
        assert.equal(repository.git('status', '--porcelain'), '', 'the checkout is as it was');
        assert.equal(repository.git('symbolic-ref', 'HEAD'), 'refs/heads/main');
        writeFileSync(join(next.path, 'c.txt'), 'again');
        const made = await workspace.commitAll(next, 'again', { task: 'T', session: 'one', epoch: 2 });
        assert.equal(made.outcome, 'committed', 'and it can be worked in');
      });
    }
  }

  test('but not when the user has moved it and has git know: that is refused with the next step, and stays', async (t) => {
    const { repository, workspace } = await lose(t, ({ repository: its, worktree }) => {
      its.git('worktree', 'move', worktree.path, join(its.path, '..', 'moved'));
    });
    await assert.rejects(prepare(workspace, 2), /s2\/one is checked out in .*moved\. Check out another branch there/);
    assert.equal(readFileSync(join(repository.path, '..', 'moved', 'b.txt'), 'utf8'), 'not committed');
  });

  test('the folder of all worktrees is a link: it is refused, and nothing is written behind it', async (t) => {
    const { repository, workspace, outside } = await lose(t, ({ repository: { state }, outside: folder }) => {
      renameSync(join(state, 'worktrees'), join(state, 'away'));
      symlinkSync(folder, join(state, 'worktrees'));
    });
    await assert.rejects(prepare(workspace, 2), /is a link or lies behind one/);
    await assert.rejects(repository.workspace(), /is a link or lies behind one/);
    assert.deepEqual(readdirSync(outside), ['precious']);
  });
});
