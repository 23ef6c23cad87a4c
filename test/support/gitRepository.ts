import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { silentLog } from '../../src/base/log.ts';
import { createGitWorkspace, type GitWorkspace } from '../../src/adapters/git/gitWorkspace.ts';

/** A repository in a folder of its own, removed after the test. */
export interface TestRepository {
  readonly path: string;
  readonly state: string;
  /** Runs git in the checkout, or in another folder, and gives what it printed. */
  git(...args: readonly string[]): string;
  gitAt(folder: string, ...args: readonly string[]): string;
  write(file: string, text: string): void;
  commit(message: string): string;
  workspace(): Promise<GitWorkspace>;
}

/** Makes a repository with one commit (`README.md`) on `main`; a hook that would spoil every commit shows whether hooks run. */
export function createTestRepository(t: TestContext): TestRepository {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 's2-git-')));
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const path = join(folder, 'repository');
  mkdirSync(path);
  const repository = createHandle(path);
  repository.git('init', '--quiet', '--initial-branch=main');
  repository.git('config', 'user.name', 'Pat Person');
  repository.git('config', 'user.email', 'pat@example.test');
  repository.write('README.md', 'start\n');
  repository.commit('start');
  return repository;
}

/** Plants hooks that leave a mark and fail, for every occasion on which git would run one. */
export function plantHooks(repository: TestRepository, mark: string): void {
  const occasions = [
    'pre-commit',
    'commit-msg',
    'post-checkout',
    'post-commit',
    'pre-merge-commit',
    'reference-transaction',
  ];
  for (const occasion of occasions) {
    const hook = join(repository.path, '.git', 'hooks', occasion);
    writeFileSync(hook, `#!/bin/sh\necho ${occasion} >> '${mark}'\nexit 1\n`);
    chmodSync(hook, 0o755);
  }
}

function createHandle(path: string): TestRepository {
  const gitAt = (folder: string, ...args: readonly string[]): string =>
    execFileSync('git', [...args], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  const git = (...args: readonly string[]): string => gitAt(path, ...args);
  const state = join(path, '.s2');
  return {
    path,
    state,
    git,
    gitAt,
    write: (file, text) => {
      mkdirSync(dirname(join(path, file)), { recursive: true });
      writeFileSync(join(path, file), text);
    },
    commit: (message) => {
      git('add', '--all');
      git('commit', '--quiet', '--message', message);
      return git('rev-parse', 'HEAD');
    },
    workspace: () => createGitWorkspace({ repository: path, stateFolder: state, log: silentLog }),
  };
}
