import { err, ok, type Result } from '../../../base/result.ts';
import type { MergeProblem } from '../../../protocol/resultMerge.ts';
import type { Repository } from '../repository.ts';
import { problem } from './checkout.ts';

/** What a tree has at a path. */
export interface Blob {
  readonly mode: string;
  readonly hash: string;
}

/** A path that two commits have different things at; undefined where a commit has nothing there. */
export interface Touched {
  readonly path: string;
  readonly from: Blob | undefined;
  readonly to: Blob | undefined;
}

/** What has to change in a checkout of `from` so that it is one of `to`; a problem when it cannot be done file by file. */
export async function readTouched(
  { root: cwd, git }: Repository,
  from: string,
  to: string,
): Promise<Result<readonly Touched[], MergeProblem>> {
  const range = ['--end-of-options', `${from}^{tree}`, `${to}^{tree}`] as const;
  const { stdout } = await git({ cwd, args: ['diff-tree', '-r', '-z', '--no-renames', ...range] });
  const fields = stdout.split('\0').slice(0, -1);
  const touched = Array.from({ length: fields.length / 2 }, (_, at) =>
    toTouched(fields[2 * at] ?? '', fields[2 * at + 1] ?? ''),
  );
  const links = touched.filter(({ from: a, to: b }) => a?.mode === '160000' || b?.mode === '160000');
  if (links.length > 0) {
    const files = links.map(({ path }) => path);
    const message = `The result moves submodules (${files.slice(0, 5).join(', ')}), which are not ours to check out. Merge with \`git merge\`.`;
    return err(problem('submodule', message, files));
  }
  const own = touched.filter(({ path }) => /^\.s2(\/|$)/i.test(path)).map(({ path }) => path);
  if (own.length > 0)
    return err(
      problem('unsafe', `The result holds ${own[0]}, and .s2 belongs to the swarm alone. Remove it there.`, own),
    );
  return ok(touched);
}

/** `raw` is one line of diff-tree: `:<old mode> <new mode> <old hash> <new hash> <status>`. */
function toTouched(raw: string, path: string): Touched {
  const [was = '', mode = '', before = '', hash = ''] = raw.slice(1).split(' ');
  return { path, from: toBlob(was, before), to: toBlob(mode, hash) };
}

function toBlob(mode: string, hash: string): Blob | undefined {
  return mode === '000000' ? undefined : { mode, hash };
}

/** Lines for `git update-index --index-info -z`: what goes first, so that a folder may take the place of a file. */
export function indexInfo(touched: readonly Touched[], side: 'from' | 'to'): string {
  const goes = touched.filter((change) => !change[side]);
  const stays = touched.filter((change) => change[side]);
  const lines = [...goes, ...stays].map((change) => {
    const blob = change[side];
    const nothing = '0'.repeat((change.from ?? change.to)?.hash.length ?? 40);
    return blob ? `${blob.mode} ${blob.hash} 0\t${change.path}\0` : `0 ${nothing} 0\t${change.path}\0`;
  });
  return lines.join('');
}
