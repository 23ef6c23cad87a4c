import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GitError } from './gitError.ts';
import { refuseLink } from './ownFolder.ts';
import type { StateFolders } from './repository.ts';
import type { RunGit } from './runGit.ts';

/** Makes the swarm's folders below `stateFolder`, which git is told to ignore. Rejects when one of them is a link. */
export async function openStateFolder(stateFolder: string): Promise<StateFolders> {
  await refuseLink(stateFolder);
  await mkdir(stateFolder, { recursive: true });
  // Git stores real paths, and ours are compared with them.
  const state = await realpath(stateFolder);
  const [worktrees, setAside, own] = [join(state, 'worktrees'), join(state, 'rescued'), join(state, 'git')];
  for (const folder of [worktrees, setAside, own]) await refuseLink(folder);
  await mkdir(worktrees, { recursive: true });
  await writeFile(join(state, '.gitignore'), '*\n');
  return { state, worktrees, setAside, own };
}

/** Refuses a repository whose `.s2` is a link or comes from its own history: what lies there would not be the swarm's. */
export async function refuseForeignState(git: RunGit, root: string): Promise<void> {
  await refuseLink(join(root, '.s2'));
  const { stdout } = await git({ cwd: root, args: ['ls-files', '-z', '--', ':(top,icase).s2'] });
  const tracked = stdout.split('\0')[0] ?? '';
  if (tracked === '') return;
  throw new GitError(
    'unsafe-state',
    `${root} has ${tracked} under version control, and .s2 belongs to the swarm alone. Run \`git rm -r --cached .s2\`, commit, then launch again.`,
  );
}
