import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { copyLimits } from '../../src/adapters/git/copyNamed.ts';
import { GitError } from '../../src/adapters/git/gitError.ts';
import type { GitWorkspace } from '../../src/adapters/git/gitWorkspace.ts';
import type { Furnished, Worktree } from '../../src/app/ports/workspace.ts';
import { createTestRepository, type TestRepository } from '../support/gitRepository.ts';

interface Place {
  readonly repository: TestRepository;
  readonly workspace: GitWorkspace;
  readonly worktree: Worktree;
  readonly furnish: (copy: readonly string[], setup?: string) => Promise<Furnished>;
  readonly prepare: (epoch: number) => Promise<Worktree & { readonly saved: readonly string[] }>;
  readonly commit: () => Promise<string>;
  /** Content of a file of the worktree; undefined when there is none. */
  readonly at: (path: string) => string | undefined;
}

async function open(t: TestContext, files: Readonly<Record<string, string>> = {}): Promise<Place> {
  const repository = createTestRepository(t);
  for (const [path, text] of Object.entries({ '.gitignore': '*.secret\n/config/\n/deep/\n', ...files }))
    repository.write(path, text);
  repository.commit('files');
  const workspace = await repository.workspace();
  await workspace.prepareIntegration('s2/main');
  const prepare = (epoch: number): Promise<Worktree & { readonly saved: readonly string[] }> =>
    workspace.prepareSession('one', 's2/one', 's2/main', `refs/s2/rescue/T/${epoch}`);
  const worktree = await prepare(1);
  const { signal } = new AbortController();
  return {
    repository,
    workspace,
    worktree,
    prepare,
    furnish: (copy, setup) => workspace.furnish(worktree, { copy, setup }, signal),
    commit: async () => {
      const made = await workspace.commitAll(worktree, 'work', { task: 'T', session: 'one', epoch: 1 });
      assert.ok(made.outcome === 'committed', JSON.stringify(made));
      return repository.git('ls-tree', '-r', '--name-only', made.commit);
    },
    at: (path) => (existsSync(join(worktree.path, path)) ? readFileSync(join(worktree.path, path), 'utf8') : undefined),
  };
}

describe('files of the checkout that no commit has', () => {
  test('are copied by name and by glob, as they are now, and are never part of the work', async (t) => {
    const { repository, worktree, furnish, prepare, commit, at } = await open(t);
    repository.write('one.secret', 'ignored');
    repository.write('new.local.json', 'untracked');
    repository.write('config/a.json', 'deep');
    repository.write('config/b.txt', 'not named');
    const { copied, left } = await furnish(['*.secret', '{new,old}.local.json', 'config/*.json']);
    assert.deepEqual([copied, left], [['config/a.json', 'new.local.json', 'one.secret'], []]);
    assert.deepEqual([at('one.secret'), at('config/a.json'), at('config/b.txt')], ['ignored', 'deep', undefined]);
    repository.write('one.secret', 'changed!');
    await furnish(['*.secret', 'new.local.json']);
    assert.equal(at('one.secret'), 'changed!');
    writeFileSync(join(worktree.path, 'work.txt'), 'work');
    assert.equal(await commit(), '.gitignore\nREADME.md\nwork.txt');
    writeFileSync(join(worktree.path, 'new.local.json'), 'changed by an agent');
    assert.deepEqual((await prepare(2)).saved, [
      repository.git('for-each-ref', '--format=%(refname)', 'refs/s2/rescue'),
    ]);
    assert.equal(
      repository.git('ls-tree', '-r', '--name-only', 'refs/s2/rescue/T/1'),
      '.gitignore\nREADME.md\nwork.txt',
    );
    assert.equal(repository.git('status', '--porcelain'), '?? new.local.json', 'the checkout is as it was');
  });

  test('that the worktree has in its commit stay as they are there, however they are spelled', async (t) => {
    const { repository, workspace, worktree, furnish, at } = await open(t, { 'Env.test': 'committed', link: 'x' });
    repository.git('rm', '--quiet', '--cached', 'Env.test');
    repository.write('env.test', 'of the checkout');
    const { copied, left } = await furnish(['[Ee]nv.test', '?nv.test']);
    assert.deepEqual(copied, []);
    assert.deepEqual([...new Set(left.map(({ why }) => why))], ['it is part of the commit that the session works on']);
    assert.equal(at('Env.test'), 'committed');
    assert.ok(await workspace.isIntact(worktree.path));
  });

  /** What stands at `bait.secret` or around it in the checkout; nothing of it may come along. */
  const hostile: readonly (readonly [name: string, make: (path: string, outside: string) => void, why: RegExp])[] = [
    ['a link', (path, outside) => symlinkSync(outside, path), /it is a link/],
    ['a pipe', (path) => void execFileSync('mkfifo', [path]), /no plain file/],
    [
      'a file too large',
      (path) => {
        writeFileSync(path, '');
        truncateSync(path, copyLimits.fileBytes + 1);
      },
      /larger than 50 MB/,
    ],
  ];
  for (const [name, make, why] of hostile) {
    test(`${name} is left where it is, and said`, async (t) => {
      const { repository, furnish, at } = await open(t);
      const outside = join(repository.path, '..', 'outside');
      writeFileSync(outside, 'precious');
      make(join(repository.path, 'bait.secret'), outside);
      const { copied, left } = await furnish(['*.secret']);
      // Git itself does not list what is neither file nor link.
      assert.deepEqual(copied, []);
      for (const one of left) assert.match(one.why, why);
      assert.equal(at('bait.secret'), undefined);
    });
  }

  test('in a folder that is a link, in .git, in .s2 or outside are not found at all', async (t) => {
    const { repository, furnish } = await open(t);
    const outside = join(repository.path, '..', 'elsewhere');
    mkdirSync(outside);
    writeFileSync(join(outside, 'key.secret'), 'precious');
    symlinkSync(outside, join(repository.path, 'config'));
    writeFileSync(join(repository.state, 'key.secret'), 'precious');
    writeFileSync(join(repository.path, '.git', 'key.secret'), 'precious');
    mkdirSync(join(repository.path, 'deep', '.git'), { recursive: true });
    repository.write('deep/.git/key.secret', 'precious');
    const globs = [
      '../elsewhere/*',
      '/etc/*',
      '**/*.secret',
      '.s2/*',
      '.git/*',
      'config/*',
      'deep/**',
      ':(top,glob)*',
      ':!README.md',
    ];
    assert.deepEqual((await furnish(globs)).copied, []);
  });

  test('with names that would harm a terminal or a path are left', async (t) => {
    const { repository, furnish } = await open(t);
    repository.write('a\u001b[31m.secret', 'x');
    repository.write('a\nb.secret', 'x');
    repository.write('fine name.secret', 'x');
    const { copied, left } = await furnish(['*.secret']);
    assert.deepEqual(copied, ['fine name.secret']);
    assert.equal(left.length, 2);
  });

  test('replace links that an agent has put in their place, and never write through one', async (t) => {
    const { repository, worktree, furnish, at } = await open(t);
    const outside = join(repository.path, '..', 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'a.json'), 'precious');
    repository.write('config/a.json', 'copied');
    repository.write('one.secret', 'copied');
    symlinkSync(outside, join(worktree.path, 'config'));
    symlinkSync(join(outside, 'a.json'), join(worktree.path, 'one.secret'));
    const { copied } = await furnish(['config/a.json', 'one.secret']);
    assert.deepEqual(copied, ['config/a.json', 'one.secret']);
    assert.deepEqual([at('config/a.json'), at('one.secret')], ['copied', 'copied']);
    assert.ok(!lstatSync(join(worktree.path, 'one.secret')).isSymbolicLink());
    assert.equal(readFileSync(join(outside, 'a.json'), 'utf8'), 'precious');
  });

  test('are refused with a next step when they are too many, and nothing is copied', async (t) => {
    const { repository, worktree, furnish } = await open(t);
    for (let at = 0; at <= copyLimits.files; at += 1) writeFileSync(join(repository.path, `${at}.secret`), '');
    await assert.rejects(furnish(['*.secret']), /names 1001 files, more than 1000\. Name fewer/);
    assert.ok(!existsSync(join(worktree.path, '0.secret')));
  });

  test('are not copied into a link that stands in the place of the worktree', async (t) => {
    const { repository, worktree, furnish } = await open(t);
    repository.write('one.secret', 'x');
    const outside = join(repository.path, '..', 'outside');
    mkdirSync(outside);
    rmSync(worktree.path, { recursive: true });
    symlinkSync(outside, worktree.path);
    await assert.rejects(furnish(['*.secret']), (error) => error instanceof GitError && error.code === 'worktree-gone');
    assert.ok(!existsSync(join(outside, 'one.secret')));
  });
});

describe('the set-up of a worktree', () => {
  test('is due once, and again when its text, a lock file or a copied file is another one', async (t) => {
    const { repository, workspace, worktree, furnish, prepare } = await open(t, { 'sub/package-lock.json': '{}' });
    repository.write('.npmrc.secret', 'a');
    const copy = ['*.secret'];
    const first = await furnish(copy, 'npm ci');
    assert.ok(first.setup !== null);
    assert.equal((await furnish(copy, 'npm ci')).setup, first.setup, 'as long as nobody says that it has run');
    await workspace.settle(worktree, first.setup);
    assert.equal((await furnish(copy, 'npm ci')).setup, null);
    await prepare(2);
    assert.equal((await furnish(copy, 'npm ci')).setup, null, 'for the next task');
    const again = await repository.workspace();
    const { signal } = new AbortController();
    assert.equal((await again.furnish(worktree, { copy, setup: 'npm ci' }, signal)).setup, null, 'after a restart');
    assert.equal((await furnish(copy)).setup, null, 'when there is none');

    repository.write('.npmrc.secret', 'b');
    const other = await furnish(copy, 'npm ci');
    assert.ok(other.setup !== null && other.setup !== first.setup);
    repository.write('.npmrc.secret', 'a');
    assert.equal((await furnish(copy, 'npm ci')).setup, first.setup, 'what was cut short is not taken for done');
    await workspace.settle(worktree, first.setup);
    assert.ok((await furnish(copy, 'npm install')).setup !== null);
    await workspace.settle(worktree, first.setup);
    repository.git('checkout', '--quiet', 's2/main');
    repository.write('sub/package-lock.json', '{"a":1}');
    repository.commit('lock');
    repository.git('checkout', '--quiet', 'main');
    await prepare(3);
    assert.ok((await furnish(copy, 'npm ci')).setup !== null, 'the lock file is another one');
  });

  test('is due in a worktree that had to be made again', async (t) => {
    const { workspace, worktree, furnish, prepare } = await open(t);
    const { setup } = await furnish([], 'make');
    await workspace.settle(worktree, setup ?? '');
    rmSync(worktree.path, { recursive: true });
    await prepare(2);
    assert.equal((await furnish([], 'make')).setup, setup);
  });

  test('counts for nobody as work: what it changed of the commit is put back and named', async (t) => {
    const { repository, workspace, worktree, furnish, at } = await open(t);
    repository.write('new.local.json', 'copied');
    const { setup } = await furnish(['new.local.json'], 'make');
    writeFileSync(join(worktree.path, 'README.md'), 'changed');
    writeFileSync(join(worktree.path, 'made.txt'), 'new');
    mkdirSync(join(worktree.path, 'config'));
    writeFileSync(join(worktree.path, 'config', 'made.json'), 'ignored');
    assert.deepEqual(await workspace.settle(worktree, setup ?? ''), ['README.md', 'made.txt']);
    const after = ['README.md', 'made.txt', 'config/made.json', 'new.local.json'].map(at);
    assert.deepEqual(after, ['start\n', undefined, 'ignored', 'copied']);
    const made = await workspace.commitAll(worktree, 'work', { task: 'T', session: 'one', epoch: 1 });
    assert.equal(made.outcome, 'unchanged');
  });
});
