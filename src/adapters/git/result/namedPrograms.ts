import type { MergeProblem } from '../../../protocol/resultMerge.ts';
import { onIndex, problem, type Checkout } from './checkout.ts';
import type { Touched } from './touched.ts';

/**
 * A problem when a file to be written is converted by a program that only this repository names (git-crypt, a local git-lfs):
 * none of those is ever started by us, and without it the file would hold something else than the person expects.
 */
export async function findProgram(
  checkout: Checkout,
  after: string,
  touched: readonly Touched[],
): Promise<MergeProblem | undefined> {
  const names = await localFilters(checkout);
  if (names.size === 0) return undefined;
  const input = touched.map(({ path }) => `${path}\0`).join('');
  for (const where of [['--cached'], []] as const) {
    const args = ['check-attr', ...where, '-z', '--stdin', 'filter'] as const;
    const fields = (await onIndex(checkout, after, { args, input })).stdout.split('\0');
    for (let at = 0; at + 2 < fields.length; at += 3) {
      const [path = '', , filter = ''] = fields.slice(at, at + 3);
      if (!names.has(filter)) continue;
      const message = `${path} is converted by the filter ${filter} of this repository, which s2 does not start. Merge with \`git merge\`.`;
      return problem('filter', message, [path]);
    }
  }
  return undefined;
}

/** The filters that this repository's own configuration names and that of the person does not. */
async function localFilters({ repository: { root: cwd, git } }: Checkout): Promise<ReadonlySet<string>> {
  const named = async (scope: string): Promise<readonly string[]> => {
    const args = ['config', scope, '--null', '--name-only', '--get-regexp', '^filter\\..'] as const;
    const { stdout } = await git({ cwd, args, accept: [1, 128] });
    return stdout.split('\0').flatMap((key) => /^filter\.([^]+)\.[^.]+$/.exec(key)?.[1] ?? []);
  };
  const theirs = new Set([...(await named('--global')), ...(await named('--system'))]);
  const ours = [...(await named('--local')), ...(await named('--worktree'))];
  return new Set(ours.filter((name) => !theirs.has(name)));
}
