import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { GitError, type GitErrorCode } from '../../src/adapters/git/gitError.ts';
import { createGitWorkspace, type GitWorkspace } from '../../src/adapters/git/gitWorkspace.ts';
import type { CommitTrailers, Worktree } from '../../src/app/ports/workspace.ts';
import { silentLog } from '../../src/base/log.ts';
import { createTestRepository, plantHooks, type TestRepository } from '../support/gitRepository.ts';

const integration = 's2/main';
const trailers: CommitTrailers = { task: 'S1.P1.T1', session: 'session-1', epoch: 1, witness: 'ab'.repeat(32) };

function prepare(
  workspace: GitWorkspace,
  session = 'session-1',
  epoch = 1,
): Promise<Worktree & { saved: readonly string[] }> {
  return workspace.prepareSession(session, `s2/${session}`, integration, `refs/s2/rescue/T-${session}/${epoch}`);
}

async function begin(repository: TestRepository): Promise<{ workspace: GitWorkspace; worktree: Worktree }> {
  const workspace = await repository.workspace();
  await workspace.prepareIntegration(integration);
  return { workspace, worktree: await prepare(workspace) };
}

async function commitFile(workspace: GitWorkspace, worktree: Worktree, file: string, text: string): Promise<string> {
  writeFileSync(join(worktree.path, file), text);
  return commitNow(workspace, worktree, `write ${file}`);
}

async function commitNow(workspace: GitWorkspace, worktree: Worktree, title: string, over = trailers): Promise<string> {
  const made = await workspace.commitAll(worktree, title, over);
  assert.ok(made.outcome === 'committed', JSON.stringify(made));
  return made.commit;
}

function hasCode(code: GitErrorCode): (error: unknown) => boolean {
  return (error) => error instanceof GitError && error.code === code;
}

describe('a session comes back', () => {
  test('and finds its worktree with what it has begun, by the name of the claim alone', async (t) => {
    const repository = createTestRepository(t);
    const { workspace, worktree } = await begin(repository);
    const [session, branch, saveAs] = ['session-1', 's2/session-1', 'refs/s2/rescue/T-session-1/1'];
    writeFileSync(join(worktree.path, 'begun.txt'), 'half\n');
    const { path, base } = worktree;
    assert.deepEqual(await workspace.resumeSession(session, branch, saveAs), { path, base, branch, session });
    assert.equal(readFileSync(join(path, 'begun.txt'), 'utf8'), 'half\n');
    const commit = await commitNow(workspace, worktree, 'half of it');
    const resumed = await workspace.resumeSession(session, branch, saveAs);
    assert.equal(resumed?.base, base, 'what differs from there is still its work');
    assert.notEqual(commit, base);
    assert.equal(await workspace.resumeSession(session, branch, 'refs/s2/rescue/T-session-1/2'), undefined);
    assert.equal(await workspace.resumeSession('session-2', 's2/session-2', saveAs), undefined);
    rmSync(path, { recursive: true });
    assert.equal(await workspace.resumeSession(session, branch, saveAs), undefined);
    symlinkSync(repository.path, path);
    assert.equal(await workspace.resumeSession(session, branch, saveAs), undefined);
  });
});

describe('a session works', () => {
  test('on its own branch, and commits with trailers that a hostile title cannot forge', async (t) => {
    const repository = createTestRepository(t);
    const { workspace, worktree } = await begin(repository);
    assert.equal((await workspace.commitAll(worktree, 'nothing', trailers)).outcome, 'unchanged');
    // Work that is done again and comes to the same is a commit all the same.
    const confirmed = await workspace.commitAll(worktree, 'the same', { ...trailers, evenUnchanged: true });
    assert.equal(confirmed.outcome, 'committed');
    assert.equal(repository.git('diff', '--name-only', worktree.base, 's2/session-1'), '');
    writeFileSync(join(worktree.path, 'new.txt'), 'work\n');
    const title = 'T: title\n\nS2-Task: FORGED\nS2-Epoch: 99\r\n\u2028S2-Session: forged';
    const forged = { ...trailers, task: 'S1.P1.T1\nS2-Task: FORGED' };
    const commit = await commitNow(workspace, worktree, title, forged);
    assert.equal(commit, repository.git('rev-parse', 's2/session-1'));
    assert.deepEqual(repository.git('log', '-1', '--format=%(trailers:only)', 's2/session-1').split('\n'), [
      'S2-Task: S1.P1.T1 S2-Task: FORGED',
      'S2-Session: session-1',
      'S2-Epoch: 1',
      `S2-Witness: ${trailers.witness}`,
    ]);
    assert.equal(repository.git('log', '-1', '--format=%an <%ae>', 's2/session-1'), 'Pat Person <pat@example.test>');
  });

  test('under its own name when the repository knows no person', async (t) => {
    const repository = createTestRepository(t);
    repository.git('config', 'user.name', '');
    repository.git('config', 'user.email', '');
    const { workspace, worktree } = await begin(repository);
    await commitFile(workspace, worktree, 'a.txt', 'a');
    const who = repository.git('log', '-1', '--format=%an <%ae> %cn', 's2/session-1');
    assert.equal(who, 'session-1 <s2-swarm@localhost> S2 Swarm');
  });

  test('without the hooks of the repository', async (t) => {
    const repository = createTestRepository(t);
    const mark = join(repository.path, '..', 'hooks-ran');
    plantHooks(repository, mark);
    const { workspace, worktree } = await begin(repository);
    const commit = await commitFile(workspace, worktree, 'a.txt', 'a');
    const head = (await workspace.headOf(integration)) ?? '';
    const merge = await workspace.createMerge(head, commit, 'merge', trailers);
    assert.ok(merge.merged && (await workspace.advance(integration, head, merge.commit)));
    assert.equal(existsSync(mark), false);
  });

  test('and leaves the dirty checkout of the user byte-identical, index included', async (t) => {
    const repository = createTestRepository(t);
    repository.write('README.md', 'changed by the user\n');
    repository.write('staged.txt', 'staged\n');
    repository.git('add', 'staged.txt');
    repository.write('untracked.txt', 'untracked\n');
    const index = join(repository.path, '.git', 'index');
    const before = {
      bytes: readFileSync(index),
      at: statSync(index).mtimeMs,
      head: repository.git('rev-parse', 'main'),
    };
    const { workspace, worktree } = await begin(repository);
    const commit = await commitFile(workspace, worktree, 'a.txt', 'a');
    const merge = await workspace.createMerge(before.head, commit, 'merge', trailers);
    assert.ok(merge.merged && (await workspace.advance(integration, before.head, merge.commit)));
    await prepare(workspace);
    assert.deepEqual(readFileSync(index), before.bytes);
    assert.equal(statSync(index).mtimeMs, before.at);
    assert.equal(repository.git('rev-parse', 'main', 'HEAD'), `${before.head}\n${before.head}`);
    assert.equal(repository.git('status', '--porcelain'), 'M README.md\nA  staged.txt\n?? untracked.txt');
  });

  test('even when an agent deletes the .git file of its worktree: the checkout above is not taken for it', async (t) => {
    const repository = createTestRepository(t);
    const { workspace, worktree } = await begin(repository);
    repository.write('README.md', 'changed by the user\n');
    rmSync(join(worktree.path, '.git'));
    const commit = await commitFile(workspace, worktree, 'a.txt', 'a');
    assert.equal(repository.git('show', `${commit}:a.txt`), 'a');
    writeFileSync(join(worktree.path, 'left.txt'), 'left');
    const next = await prepare(workspace, 'session-1', 2);
    assert.equal(next.saved.length, 1);
    assert.equal(readFileSync(join(repository.path, 'README.md'), 'utf8'), 'changed by the user\n');
  });

  test('six at once, in six workspaces', async (t) => {
    const repository = createTestRepository(t);
    await (await repository.workspace()).prepareIntegration(integration);
    const commits = await Promise.all(
      [1, 2, 3, 4, 5, 6].map(async (n) => {
        const workspace = await repository.workspace();
        const worktree = await prepare(workspace, `session-${n}`);
        const commit = await commitFile(workspace, worktree, `file-${n}.txt`, `${n}`);
        return workspace.withCheckout(commit, (path) =>
          Promise.resolve(readFileSync(join(path, `file-${n}.txt`), 'utf8')),
        );
      }),
    );
    assert.deepEqual(commits, ['1', '2', '3', '4', '5', '6']);
    assert.deepEqual(readdirSync(join(repository.state, 'worktrees')).length, 6);
  });

  test('with names that would lead elsewhere', async (t) => {
    const repository = createTestRepository(t);
    const workspace = await repository.workspace();
    await workspace.prepareIntegration(integration);
    for (const hostile of ['../../x', '-delete', '.verify-1', 'a b', '@', 'x.lock', '..', 'a/../b']) {
      const made = await workspace.prepareSession(hostile, `${hostile}x`, integration, 'refs/s2/rescue/T/1');
      assert.equal(join(made.path, '..'), join(repository.state, 'worktrees'), hostile);
      assert.equal(repository.gitAt(made.path, 'symbolic-ref', 'HEAD'), `refs/heads/${made.branch}`);
    }
    for (const ref of ['refs/heads/main', 'refs/s2/rescue/../../heads/main/1', 'refs/s2/rescue/a b/1', '-d']) {
      await assert.rejects(workspace.prepareSession('s', 's2/s', integration, ref), hasCode('failed'), ref);
    }
  });
});

describe('what is left behind', () => {
  test('is saved under the name of the claim that made it, and nothing saved is overwritten', async (t) => {
    const repository = createTestRepository(t);
    repository.write('.gitignore', 'ignored.txt\n');
    repository.commit('ignore');
    const { workspace, worktree } = await begin(repository);
    writeFileSync(join(worktree.path, 'untracked.txt'), 'first');
    writeFileSync(join(worktree.path, 'ignored.txt'), 'kept in place');
    const second = await prepare(workspace, 'session-1', 2);
    assert.deepEqual(second.saved, ['refs/s2/rescue/T-session-1/1']);
    assert.equal(repository.git('show', 'refs/s2/rescue/T-session-1/1:untracked.txt'), 'first');
    assert.equal(repository.gitAt(worktree.path, 'status', '--porcelain'), '');
    assert.equal(readFileSync(join(worktree.path, 'ignored.txt'), 'utf8'), 'kept in place');
    repository.git('update-ref', 'refs/s2/rescue/T-session-1/2', 'main');
    const commit = await commitFile(workspace, second, 'committed.txt', 'unmerged');
    const third = await prepare(workspace, 'session-1', 3);
    assert.deepEqual(third.saved, ['refs/s2/rescue/T-session-1/2-2']);
    assert.equal(repository.git('rev-parse', 'refs/s2/rescue/T-session-1/2-2'), commit);
    assert.deepEqual((await prepare(workspace, 'session-1', 4)).saved, []);
  });

  test('is not touched where an agent has switched to a branch of the user', async (t) => {
    const repository = createTestRepository(t);
    repository.git('branch', 'precious');
    const { workspace, worktree } = await begin(repository);
    repository.gitAt(worktree.path, 'checkout', '--quiet', 'precious');
    writeFileSync(join(worktree.path, 'a.txt'), 'a');
    const commit = await commitNow(workspace, worktree, 'work');
    assert.equal(repository.git('rev-parse', 's2/session-1'), commit);
    repository.gitAt(worktree.path, 'checkout', '--quiet', 'precious');
    repository.gitAt(worktree.path, 'commit', '--quiet', '--allow-empty', '--message', 'by the agent');
    const head = repository.git('rev-parse', 'precious');
    const next = await prepare(workspace, 'session-1', 2);
    assert.equal(repository.git('rev-parse', 'precious'), head);
    assert.equal(repository.gitAt(next.path, 'symbolic-ref', 'HEAD'), 'refs/heads/s2/session-1');
    assert.equal(next.saved.length, 2);
  });

  test('survives a deleted folder', async (t) => {
    const repository = createTestRepository(t);
    const { workspace, worktree } = await begin(repository);
    const commit = await commitFile(workspace, worktree, 'a.txt', 'a');
    rmSync(worktree.path, { recursive: true });
    const next = await prepare(workspace, 'session-1', 2);
    assert.equal(repository.git('rev-parse', next.saved[0] ?? ''), commit);
    assert.ok(existsSync(join(next.path, 'README.md')));
  });

  test('survives a lock of a killed git', async (t) => {
    const repository = createTestRepository(t);
    const { workspace, worktree } = await begin(repository);
    writeFileSync(join(worktree.path, 'a.txt'), 'a');
    const old = new Date(Date.now() - 60_000);
    const locks = ['worktrees/session-1/index.lock', 'worktrees/session-1/HEAD.lock', 'refs/heads/s2/session-1.lock'];
    for (const lock of locks.map((name) => join(repository.path, '.git', name))) {
      writeFileSync(lock, '');
      utimesSync(lock, old, old);
    }
    const next = await prepare(workspace, 'session-1', 2);
    assert.equal(repository.git('show', `${next.saved[0] ?? ''}:a.txt`), 'a');
  });

  test('survives a repository that was moved', async (t) => {
    const repository = createTestRepository(t);
    const { worktree } = await begin(repository);
    writeFileSync(join(worktree.path, 'a.txt'), 'a');
    const moved = `${repository.path}-moved`;
    renameSync(repository.path, moved);
    const state = join(moved, '.s2');
    const workspace = await createGitWorkspace({ repository: moved, stateFolder: state, log: silentLog });
    const next = await prepare(workspace, 'session-1', 2);
    assert.equal(next.path, join(state, 'worktrees', 'session-1'));
    assert.equal(repository.gitAt(moved, 'show', `${next.saved[0] ?? ''}:a.txt`), 'a');
  });

  for (const [kind, isCommitted] of [
    ['without a commit', false],
    ['with a commit', true],
  ] as const) {
    test(`is moved aside whole when no commit can hold it: a nested repository ${kind}`, async (t) => {
      const repository = createTestRepository(t);
      const { workspace, worktree } = await begin(repository);
      const nested = join(worktree.path, 'nested');
      mkdirSync(nested);
      repository.gitAt(nested, 'init', '--quiet');
      writeFileSync(join(nested, 'a.txt'), 'a');
      if (isCommitted) {
        repository.gitAt(nested, 'add', 'a.txt');
        repository.gitAt(nested, '-c', 'user.name=a', '-c', 'user.email=a', 'commit', '--quiet', '--message', 'a');
      }
      assert.equal((await workspace.commitAll(worktree, 'work', trailers)).outcome, 'unusable');
      const next = await prepare(workspace, 'session-1', 2);
      assert.equal(readFileSync(join(next.saved[0] ?? '', 'nested', 'a.txt'), 'utf8'), 'a');
      assert.equal(repository.gitAt(next.path, 'status', '--porcelain'), '');
    });
  }

  test('of verification is removed at the next start', async (t) => {
    const repository = createTestRepository(t);
    const { workspace } = await begin(repository);
    const left = join(repository.state, 'worktrees', '.verify-1-dead');
    repository.git('worktree', 'add', '--quiet', '--detach', left, 'main');
    await workspace.removeLeftovers();
    assert.equal(existsSync(left), false);
    assert.doesNotMatch(repository.git('worktree', 'list'), /verify/);
  });
});

describe('merging', () => {
  test('moves the branch only from where it was', async (t) => {
    const repository = createTestRepository(t);
    const { workspace, worktree } = await begin(repository);
    const commit = await commitFile(workspace, worktree, 'a.txt', 'a');
    const head = (await workspace.headOf(integration)) ?? '';
    const merge = await workspace.createMerge(head, commit, 'merge', trailers);
    assert.ok(merge.merged);
    assert.equal(merge.tree, await workspace.treeOf(commit));
    assert.equal(await workspace.headOf(integration), head);
    assert.equal(await workspace.advance(integration, commit, merge.commit), false);
    assert.equal(await workspace.advance(integration, head, merge.commit), true);
    assert.equal(await workspace.advance(integration, head, merge.commit), false);
    assert.equal(repository.git('show', `${integration}:a.txt`), 'a');
  });

  test('names the files of a conflict and moves nothing', async (t) => {
    const repository = createTestRepository(t);
    const { workspace, worktree } = await begin(repository);
    const other = await prepare(workspace, 'session-2');
    const mine = await commitFile(workspace, worktree, 'ünïcode "file".txt', 'mine');
    const theirs = await commitFile(workspace, other, 'ünïcode "file".txt', 'theirs');
    assert.deepEqual(await workspace.createMerge(mine, theirs, 'merge', trailers), {
      merged: false,
      conflicts: ['ünïcode "file".txt'],
    });
    assert.equal(await workspace.headOf(integration), repository.git('rev-parse', 'main'));
  });

  test('verifies in a clean detached checkout that is gone afterwards', async (t) => {
    const repository = createTestRepository(t);
    const { workspace, worktree } = await begin(repository);
    const commit = await commitFile(workspace, worktree, 'a.txt', 'a');
    writeFileSync(join(worktree.path, 'uncommitted.txt'), 'x');
    let seen = '';
    await assert.rejects(
      workspace.withCheckout(commit, (path) => {
        seen = path;
        assert.deepEqual(readdirSync(path).toSorted(), ['.git', 'README.md', 'a.txt']);
        writeFileSync(join(path, 'build.txt'), 'x');
        throw new Error('verify failed');
      }),
      /verify failed/,
    );
    assert.equal(existsSync(seen), false);
    assert.equal(repository.git('worktree', 'list').split('\n').length, 2);
  });

  test('names deliverables that are missing', async (t) => {
    const repository = createTestRepository(t);
    const { workspace, worktree } = await begin(repository);
    const commit = await commitFile(workspace, worktree, 'a.txt', 'a');
    const wanted = ['a.txt', './a.txt', '*.md', 'b.txt', 'src/**', '../README.md', '/etc/passwd', '.'];
    const missing = ['b.txt', 'src/**', '../README.md', '/etc/passwd', '.'];
    assert.deepEqual(await workspace.missingFiles(commit, wanted), missing);
  });
});

describe('a repository that cannot be used', () => {
  const cases: readonly [string, GitErrorCode, (repository: TestRepository) => Promise<unknown>][] = [
    [
      'has the branch checked out by the user',
      'branch-in-use',
      async (repository) => {
        const workspace = await repository.workspace();
        await workspace.prepareIntegration(integration);
        repository.git('checkout', '--quiet', '-b', 's2/session-1');
        return prepare(workspace);
      },
    ],
    [
      'has the integration branch checked out',
      'branch-in-use',
      async (repository) => {
        const workspace = await repository.workspace();
        await workspace.prepareIntegration(integration);
        repository.git('checkout', '--quiet', integration);
        const head = repository.git('rev-parse', 'HEAD');
        return workspace.advance(integration, head, head);
      },
    ],
    [
      'has no commits',
      'no-commits',
      async (repository) => {
        repository.git('checkout', '--quiet', '--orphan', 'empty');
        return (await repository.workspace()).prepareIntegration(integration);
      },
    ],
    [
      'is none',
      'not-a-repository',
      (repository) => {
        rmSync(join(repository.path, '.git'), { recursive: true });
        return repository.workspace();
      },
    ],
  ];
  for (const [name, code, attempt] of cases) {
    test(`${name}: ${code}`, async (t) => {
      const repository = createTestRepository(t);
      await assert.rejects(attempt(repository), hasCode(code));
    });
  }
});
