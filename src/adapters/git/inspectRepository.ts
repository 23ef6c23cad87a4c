import { GitError, type GitErrorCode } from './gitError.ts';
import { createRunGit } from './runGit.ts';
import { refuseForeignState } from './stateFolder.ts';

/** What a folder is to git. `branch` is null when HEAD is detached; `dirty` counts untracked files that are not ignored. */
export type RepositoryState =
  | {
      readonly kind: 'ok';
      readonly root: string;
      readonly head: string;
      readonly branch: string | null;
      readonly dirty: boolean;
    }
  | { readonly kind: 'problem'; readonly code: GitErrorCode; readonly message: string };

/** Looks at the repository that `folder` lies in; writes nothing, not even the index's time stamps. */
export async function inspectRepository(folder: string): Promise<RepositoryState> {
  try {
    return await inspect(folder);
  } catch (error) {
    if (error instanceof GitError) return { kind: 'problem', code: error.code, message: error.message };
    throw error;
  }
}

/**
 * Whether the checkout differs from HEAD. Looking may convert files, for which git would start the filters that the
 * repository names: they are all switched off, and one whose name cannot be given on a command line counts as a difference.
 */
async function isDirty(folder: string): Promise<boolean> {
  const named = ['config', '--null', '--name-only', '--get-regexp', '^filter\\.'] as const;
  const { stdout } = await createRunGit()({ cwd: folder, args: named, accept: [1] });
  const filters = [...new Set(stdout.split('\0').filter((name) => name !== ''))];
  if (filters.some((name) => /[=\n]/.test(name))) return true;
  const off = filters.map((name) => (name.endsWith('.required') ? `${name}=false` : `${name}=`));
  const args = ['status', '--porcelain', '-z', '--ignore-submodules=all'] as const;
  return (await createRunGit(off)({ cwd: folder, args })).stdout !== '';
}

async function inspect(folder: string): Promise<RepositoryState> {
  const git = createRunGit();
  const top = await git({ cwd: folder, args: ['rev-parse', '--is-inside-work-tree', '--show-cdup'] });
  if (!top.stdout.startsWith('true')) {
    throw new GitError('not-a-repository', `${folder} has no checkout. Use a repository that is not bare.`);
  }
  const root = (await git({ cwd: folder, args: ['rev-parse', '--show-toplevel'] })).stdout.trim();
  await refuseForeignState(git, root);
  const head = await git({ cwd: folder, args: ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], accept: [1] });
  if (head.code !== 0) {
    throw new GitError('no-commits', `${root} has no commits. Commit once, then try again.`);
  }
  const branch = await git({ cwd: folder, args: ['symbolic-ref', '--quiet', '--short', 'HEAD'], accept: [1] });
  const dirty = await isDirty(folder);
  return {
    kind: 'ok',
    root,
    head: head.stdout.trim(),
    branch: branch.code === 0 ? branch.stdout.trim() : null,
    dirty,
  };
}
