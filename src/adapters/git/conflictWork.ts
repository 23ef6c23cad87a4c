import type { Repository } from './repository.ts';

/** Of the merges that could be the other side, so many of the newest are told. */
const maxMerges = 20;

/** The commits of the branch's own line since it parted from `commit` that touched any of the files, newest first. */
export async function mergesTouching(
  { root: cwd, git }: Pick<Repository, 'root' | 'git'>,
  onto: string,
  commit: string,
  files: readonly string[],
): Promise<readonly string[]> {
  if (files.length === 0) return [];
  const base = await git({ cwd, args: ['merge-base', onto, commit], accept: [1] });
  const from = base.code === 0 ? [`^${base.stdout.trim()}`] : [];
  // A path is a name here, whatever it looks like.
  const args = ['--literal-pathspecs', 'log', '--first-parent', '--format=%H', `--max-count=${maxMerges}`] as const;
  const listed = await git({ cwd, args: [...args, onto, ...from, '--', ...files] });
  return listed.stdout.split('\n').filter((line) => line !== '');
}

/** The files of a commit that still have lines by which git marks where two sides differ, as it made them when it merged onto `onto`. */
export async function markedFiles(
  { root: cwd, git }: Pick<Repository, 'root' | 'git'>,
  commit: string,
  onto: string,
): Promise<readonly string[]> {
  const pattern = `^<<<<<<< ${onto}`;
  const args = ['grep', '-z', '--name-only', '--no-recurse-submodules', '-e', pattern, commit] as const;
  const { stdout } = await git({ cwd, args, accept: [1] });
  return stdout
    .split('\0')
    .filter((name) => name !== '')
    .map((name) => name.slice(commit.length + 1));
}
