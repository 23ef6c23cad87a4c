import type { Repository } from './repository.ts';

/** More files are no help to anybody who is to look at them. */
const most = 5_000;

/** The files that differ between two commits, in git's order. */
export async function changedFiles(
  { root: cwd, git }: Pick<Repository, 'root' | 'git'>,
  from: string,
  to: string,
): Promise<readonly { readonly path: string; readonly hash: string | null }[]> {
  const range = ['--end-of-options', `${from}^{tree}`, `${to}^{tree}`] as const;
  const { stdout } = await git({ cwd, args: ['diff-tree', '-r', '-z', '--no-renames', ...range] });
  const fields = stdout.split('\0');
  const files: { path: string; hash: string | null }[] = [];
  // Each file is `:<old mode> <new mode> <old hash> <new hash> <status>` and its path.
  for (let at = 0; at + 1 < fields.length && files.length < most; at += 2) {
    const [, mode = '', , hash = ''] = fields[at]?.split(' ') ?? [];
    files.push({ path: (fields[at + 1] ?? '').toWellFormed(), hash: mode === '000000' ? null : hash });
  }
  return files;
}
