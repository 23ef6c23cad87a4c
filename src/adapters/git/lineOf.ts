import type { LineCommit } from '../../app/ports/workspace.ts';
import type { Repository } from './repository.ts';

/** The commits of `head`'s own line (first parents) down to `from`, oldest first; undefined when that does not lead there within `most`. */
export async function lineOf(
  { root: cwd, git }: Pick<Repository, 'root' | 'git'>,
  { from, head, most }: { readonly from: string; readonly head: string; readonly most: number },
): Promise<readonly LineCommit[] | undefined> {
  const args = ['log', '--first-parent', '--format=%H %T %P', `--max-count=${most + 1}`] as const;
  const listed = await git({ cwd, args: [...args, '--end-of-options', `${from}..${head}`] });
  const line = listed.stdout
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => {
      const [commit = '', tree = '', ...parents] = text.split(' ');
      return { commit, tree, parents };
    })
    .reverse();
  return line.length <= most && line[0]?.parents[0] === from ? line : undefined;
}
