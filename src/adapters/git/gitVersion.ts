import { GitError } from './gitError.ts';
import { createRunGit } from './runGit.ts';

/** The oldest git that can merge without a checkout. */
const oldest = [2, 38] as const;

/** What `git --version` says, when it is new enough; rejects with a GitError when it is not, or when there is no git. */
export async function requireGit(folder: string): Promise<string> {
  const { stdout } = await createRunGit()({ cwd: folder, args: ['--version'] });
  const said = stdout.trim();
  const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(said) ?? [];
  const [wanted, least] = oldest;
  if (Number(major) > wanted || (Number(major) === wanted && Number(minor) >= least)) return said;
  throw new GitError('git-too-old', `${said} is too old. Install git ${oldest.join('.')} or newer, then try again.`);
}
