import { GitError } from './gitError.ts';
import type { Mutex } from './mutex.ts';
import { openOwnConfig } from './ownConfig.ts';
import type { Repository } from './repository.ts';
import { createRunGit } from './runGit.ts';
import { openStateFolder } from './stateFolder.ts';
import { removeHalfMade } from './worktreeFolder.ts';

/** Opens the repository that `folder` lies in and makes the swarm's folders below `stateFolder`. */
export async function openRepository(folder: string, stateFolder: string, alone: Mutex): Promise<Repository> {
  const folders = await openStateFolder(stateFolder);
  const git = createRunGit();
  const args = ['rev-parse', '--path-format=absolute', '--git-common-dir', '--show-toplevel'] as const;
  const [common, root] = (await git({ cwd: folder, args })).stdout.split('\n');
  if (!common || !root)
    throw new GitError('not-a-repository', `${folder} has no checkout. Use a repository that is not bare.`);
  await removeHalfMade(common);
  const ownEnvironment = await openOwnConfig(git, { root, common, own: folders.own });
  return { ...folders, root, common, git, ownEnvironment, alone };
}
