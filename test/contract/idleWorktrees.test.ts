import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { listIdle, removeIdle } from '../../src/adapters/git/idleWorktrees.ts';
import type { GitWorkspace } from '../../src/adapters/git/gitWorkspace.ts';
import { toDisposable } from '../../src/base/disposable.ts';
import { createTestRepository, type TestRepository } from '../support/gitRepository.ts';

interface Left {
  readonly repository: TestRepository;
  readonly workspace: GitWorkspace;
  readonly path: string;
}

const commit = (repository: TestRepository, path: string): void => {
  writeFileSync(join(path, 'a.txt'), 'a');
  repository.gitAt(path, 'add', 'a.txt');
  repository.gitAt(path, 'commit', '--quiet', '--message', 'a');
};

/** What may lie in a worktree, and why it then stays; undefined when it may go. */
const cases: readonly (readonly [name: string, make: (left: Left) => unknown, kept: string | undefined])[] = [
  ['nothing', () => undefined, undefined],
  ['what git ignores', ({ path }) => writeFileSync(join(path, 'x.ignored'), ''), undefined],
  [
    'what was copied into it',
    async ({ repository, workspace, path }) => {
      repository.write('x.ignored', 'x');
      repository.write('new.json', 'x');
      const worktree = { path, branch: 's2/one', base: 'HEAD', session: 'one' };
      const copy = ['x.ignored', 'new.json'];
      assert.equal((await workspace.furnish(worktree, { copy }, new AbortController().signal)).copied.length, 2);
    },
    undefined,
  ],
  ['an untracked file', ({ path }) => writeFileSync(join(path, 'new.txt'), ''), 'uncommitted work'],
  ['a changed file', ({ path }) => writeFileSync(join(path, 'README.md'), 'changed'), 'uncommitted work'],
  ['a deleted file', ({ path }) => rmSync(join(path, 'README.md')), 'uncommitted work'],
  [
    'a staged change',
    ({ repository, path }) => {
      writeFileSync(join(path, 'README.md'), 'staged');
      repository.gitAt(path, 'add', 'README.md');
    },
    'uncommitted work',
  ],
  ['a commit on its branch', ({ repository, path }) => commit(repository, path), 'commits that are not merged'],
  [
    'a commit on no branch',
    ({ repository, path }) => {
      repository.gitAt(path, 'checkout', '--quiet', '--detach');
      commit(repository, path);
    },
    'commits that are not merged',
  ],
  [
    'a commit that only a rescue has besides',
    ({ repository, path }) => {
      commit(repository, path);
      repository.git('update-ref', 'refs/s2/rescue/T/1', repository.gitAt(path, 'rev-parse', 'HEAD'));
    },
    'commits that are not merged',
  ],
  [
    'a merged commit',
    ({ repository, path }) => {
      commit(repository, path);
      repository.git('update-ref', 'refs/heads/s2/main', repository.gitAt(path, 'rev-parse', 'HEAD'));
    },
    undefined,
  ],
  [
    'a repository',
    ({ repository, path }) => {
      mkdirSync(join(path, 'nested'));
      repository.gitAt(join(path, 'nested'), 'init', '--quiet');
      writeFileSync(join(path, 'nested', 'n.txt'), '');
    },
    'a repository of its own',
  ],
  [
    'no .git file',
    ({ path }) => {
      rmSync(join(path, '.git'));
      writeFileSync(join(path, 'new.txt'), '');
    },
    'uncommitted work',
  ],
  [
    'a folder that git has forgotten',
    ({ repository, path }) => {
      rmSync(join(path, '.git'));
      repository.git('worktree', 'prune', '--expire=now');
    },
    'git does not know it',
  ],
  [
    'a link in its place',
    ({ repository, path }) => {
      rmSync(path, { recursive: true });
      symlinkSync(repository.path, path);
    },
    'no folder of the swarm',
  ],
];

describe('a worktree of a swarm that nobody runs, with', () => {
  for (const [name, make, kept] of cases) {
    test(`${name}, ${kept === undefined ? 'may go' : `stays: ${kept}`}`, async (t) => {
      const repository = createTestRepository(t);
      repository.write('.gitignore', '*.ignored\n');
      repository.commit('ignore');
      const workspace = await repository.workspace();
      await workspace.prepareIntegration('s2/main');
      const { path } = await workspace.prepareSession('one', 's2/one', 's2/main', 'refs/s2/rescue/T/1');
      await make({ repository, workspace, path });
      const lock = { acquire: () => toHeld() };
      const place = { folder: repository.path, stateFolder: repository.state, lock };
      const [found] = await listIdle(place, 's2/main');
      assert.equal(found?.kept, kept);
      const before = readdirSync(repository.path);
      // Whoever asks for it to go all the same is not heard.
      const gone = await removeIdle(place, 's2/main', [{ name: 'one', path }]);
      assert.equal(gone.length, kept === undefined ? 1 : 0);
      assert.equal(existsSync(path), kept !== undefined);
      assert.deepEqual(readdirSync(repository.path), before);
      assert.equal(repository.git('symbolic-ref', 'HEAD'), 'refs/heads/main');
    });
  }
});

function toHeld(): { release(): void } {
  const held = toDisposable(() => undefined);
  return { release: () => held.dispose() };
}
