import { judgeChange, type ChangedFile, type ChangeLimits } from '../../domain/agent/judgeChange.ts';
import { resolveCommit, type Repository } from './repository.ts';

/** A longer link leads nowhere that a program could follow. */
const maxTarget = 4_096;

/** Why what lies between two commits must not be taken; undefined when it may. */
export async function judgeCommit(
  repository: Repository,
  from: string,
  to: string,
  limits: ChangeLimits,
): Promise<string | undefined> {
  const { root: cwd, git } = repository;
  if ((await resolveCommit(repository, to)) === undefined) return `is ${to}, and there is no such commit`;
  const range = ['--end-of-options', `${from}^{tree}`, `${to}^{tree}`] as const;
  const listed = await git({ cwd, args: ['diff-tree', '-r', '-z', '--no-renames', '--diff-filter=d', ...range] });
  const fields = listed.stdout.split('\0').slice(0, -1);
  const found = Array.from({ length: fields.length / 2 }, (_, at) =>
    toFile(fields[2 * at] ?? '', fields[2 * at + 1] ?? ''),
  );
  // Too many are refused for their number alone, before anything more is asked about them.
  if (found.length > limits.files) return judgeChange(found, [], limits);
  const names = await git({ cwd, args: ['ls-tree', '-r', '-z', '--name-only', '--full-tree', '--end-of-options', to] });
  const changed = await withContent(repository, found);
  return judgeChange(changed, names.stdout.split('\0').slice(0, -1), limits);
}

interface Found extends ChangedFile {
  readonly blob: string;
}

/** `raw` is one line of diff-tree: `:<old mode> <new mode> <old hash> <new hash> <status>`. */
function toFile(raw: string, path: string): Found {
  const [, mode = '', , blob = '', status] = raw.split(' ');
  return { path, mode, blob, bytes: 0, isNew: status === 'A', target: '' };
}

async function withContent({ root: cwd, git }: Repository, found: readonly Found[]): Promise<readonly ChangedFile[]> {
  const blobs = found.filter(({ mode }) => mode !== '160000');
  if (blobs.length === 0) return found;
  const input = blobs.map(({ blob }) => `${blob}\n`).join('');
  const sizes = await git({ cwd, args: ['cat-file', '--batch-check=%(objectsize)', '--buffer'], input });
  const bytesOf = new Map(sizes.stdout.split('\n').map((size, at) => [blobs[at]?.blob ?? '', Number(size)]));
  return Promise.all(
    found.map(async (file) => {
      const bytes = bytesOf.get(file.blob) ?? 0;
      if (file.mode !== '120000') return { ...file, bytes };
      const target = bytes > maxTarget ? '/' : (await git({ cwd, args: ['cat-file', 'blob', file.blob] })).stdout;
      return { ...file, bytes, target };
    }),
  );
}
