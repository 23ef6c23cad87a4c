import { existsSync } from 'node:fs';
import { readFile, realpath, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { GitError } from './gitError.ts';
import { resolveCommit, type Repository } from './repository.ts';
import { findWorktree } from './worktreeFolder.ts';

/** A worktree, the user's checkout included, that has a branch checked out. */
interface BranchUse {
  readonly path: string;
  readonly head: string;
  readonly branch: string;
}

/**
 * Makes sure that nobody has the branch checked out in a folder other than `ours`. A worktree of the swarm that an agent has
 * put onto it is taken off, and stays at its commit; a folder of the user's is refused.
 */
export async function freeBranch(repository: Repository, branch: string, ours?: string): Promise<void> {
  for (const use of await listUses(repository)) {
    if (use.path === ours || use.branch !== branch) continue;
    if (isOwn(repository, use)) await detach(repository, use);
    else await refuseUse(repository, use);
  }
}

/** Refuses when the user has one of the branches checked out, or has made one of them: those are never moved. */
export async function requireOwnBranches(repository: Repository, branches: readonly string[]): Promise<void> {
  const wanted = new Set(branches);
  for (const use of await listUses(repository)) {
    if (wanted.has(use.branch) && !isOwn(repository, use)) await refuseUse(repository, use);
  }
  await refuseTaken(repository, [...wanted]);
}

/** Refuses branches that exist and that the swarm has not made; names them all. */
export async function refuseTaken(repository: Repository, branches: readonly string[]): Promise<void> {
  const known = await Promise.all(branches.map((branch) => isTaken(repository, branch)));
  const taken = branches.filter((_, at) => known[at]);
  if (taken.length === 0) return;
  throw new GitError(
    'branch-taken',
    `${taken.join(', ')} ${taken.length === 1 ? 'is a branch' : 'are branches'} that the swarm has not made, and it moves no other. Choose another \`branch:\` in swarm.yaml, or rename or delete yours, then launch again.`,
  );
}

/** The ref that remembers that the swarm made a session's branch. */
export function madeRef(branch: string): string {
  return `refs/s2/made/${branch}`;
}

async function isTaken(repository: Repository, branch: string): Promise<boolean> {
  if ((await resolveCommit(repository, `refs/heads/${branch}`)) === undefined) return false;
  return (await resolveCommit(repository, madeRef(branch))) === undefined;
}

async function listUses(repository: Repository): Promise<readonly BranchUse[]> {
  const args = ['worktree', 'list', '--porcelain', '-z'] as const;
  const { stdout } = await repository.git({ cwd: repository.root, args });
  return stdout.split('\0\0').flatMap((entry) => {
    const fields = new Map(
      entry.split('\0').map((field) => {
        const at = field.indexOf(' ');
        return [field.slice(0, at), field.slice(at + 1)];
      }),
    );
    const [path, head, ref] = [fields.get('worktree'), fields.get('HEAD'), fields.get('branch')];
    return path && head && ref ? [{ path, head, branch: ref.replace(/^refs\/heads\//, '') }] : [];
  });
}

function isOwn(repository: Repository, { path }: BranchUse): boolean {
  return path.startsWith(`${repository.worktrees}${sep}`);
}

async function detach(repository: Repository, { path, head }: BranchUse): Promise<void> {
  const known = await findWorktree(repository, path);
  if (!known) return;
  const args = ['update-ref', '--no-deref', 'HEAD', head] as const;
  await repository.git({ cwd: repository.root, args, env: { GIT_DIR: known.admin }, ownLocks: [known.admin] });
}

async function refuseUse(repository: Repository, { path, branch }: BranchUse): Promise<void> {
  // A folder that is gone, or that belongs to the repository which this one is a copy of, uses nothing here: git only has not noticed.
  if (!existsSync(path) || !(await isOf(repository, path))) return;
  throw new GitError(
    'branch-in-use',
    `The branch ${branch} is checked out in ${path}. Check out another branch there, or name another one in swarm.yaml.`,
  );
}

/** Whether a checkout's `.git` leads back to this repository. */
async function isOf(repository: Repository, path: string): Promise<boolean> {
  if (path === repository.root) return true;
  const file = join(path, '.git');
  if ((await stat(file)).isDirectory()) return (await realpath(file)) === (await realpath(repository.common));
  const admin = /^gitdir: (.+)$/m.exec(await readFile(file, 'utf8'))?.[1] ?? '';
  return resolve(path, admin).startsWith(`${repository.common}${sep}`);
}
