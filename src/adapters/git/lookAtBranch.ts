import { createRunGit } from './runGit.ts';

/** The commit that a branch of the folder's repository is at; null when there is no such branch. */
export async function headOf(folder: string, branch: string): Promise<string | null> {
  const args = ['rev-parse', '--verify', '--quiet', `refs/heads/${branch}^{commit}`] as const;
  const { code, stdout } = await createRunGit()({ cwd: folder, args, accept: [1] });
  return code === 0 ? stdout.trim() : null;
}

/** Whether the branch holds the commit; false also when either does not exist. */
export async function holdsCommit(folder: string, branch: string, commit: string): Promise<boolean> {
  const args = ['merge-base', '--is-ancestor', commit, `refs/heads/${branch}`] as const;
  const { code } = await createRunGit()({ cwd: folder, args, accept: [1, 128] });
  return code === 0;
}
