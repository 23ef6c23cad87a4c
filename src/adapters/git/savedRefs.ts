import { submittedRefs } from '../../domain/agent/refName.ts';
import { createRunGit, type RunGit } from './runGit.ts';

/** Below this is unfinished work that was saved. */
const rescueRefs = 'refs/s2/rescue';

/** A commit that a ref of the swarm keeps. */
export interface SavedRef {
  readonly name: string;
  readonly commit: string;
  /** ms since epoch */
  readonly at: number;
  /** Whether the integration branch holds it, so that the ref keeps nothing more. */
  readonly merged: boolean;
  /** What only this ref keeps of the integration branch's point of view, in bytes on the disk. */
  readonly bytes: number;
}

/** What is saved of unfinished work, oldest first; writes nothing. */
export async function listRescues(folder: string, branch: string): Promise<readonly SavedRef[]> {
  const git = createRunGit();
  const merged = new Set(
    (await listRefs(git, folder, { below: rescueRefs, mergedInto: branch })).map(({ name }) => name),
  );
  const found: SavedRef[] = [];
  for (const ref of await listRefs(git, folder, { below: rescueRefs }))
    found.push({ ...ref, merged: merged.has(ref.name), bytes: await sizeOf(git, folder, ref.commit, branch) });
  return found.sort((a, b) => a.at - b.at);
}

/** The refs of commits that were handed to the merge queue and that the integration branch holds now; each with its task as it is in the name. */
export async function listMergedSubmissions(
  folder: string,
  branch: string,
): Promise<readonly { readonly name: string; readonly commit: string; readonly task: string }[]> {
  const refs = await listRefs(createRunGit(), folder, { below: submittedRefs, mergedInto: branch });
  return refs.map(({ name, commit }) => ({
    name,
    commit,
    task: name.slice(submittedRefs.length + 1).split('/')[0] ?? '',
  }));
}

/** Removes refs that still are at the commit that was seen; all of them or none. */
export async function removeRefs(
  folder: string,
  refs: readonly { readonly name: string; readonly commit: string }[],
): Promise<void> {
  if (refs.length === 0) return;
  const input = refs.map(({ name, commit }) => `delete ${name} ${commit}\n`).join('');
  await createRunGit()({ cwd: folder, args: ['update-ref', '--stdin'], input });
}

async function listRefs(
  git: RunGit,
  cwd: string,
  { below, mergedInto }: { readonly below: string; readonly mergedInto?: string },
): Promise<readonly { readonly name: string; readonly commit: string; readonly at: number }[]> {
  if (mergedInto !== undefined && !(await exists(git, cwd, mergedInto))) return [];
  const only = mergedInto === undefined ? [] : [`--merged=refs/heads/${mergedInto}`];
  const format = '--format=%(objectname) %(committerdate:unix) %(refname)';
  const { stdout } = await git({ cwd, args: ['for-each-ref', format, ...only, below] });
  return stdout.split('\n').flatMap((line) => {
    const [commit = '', seconds = '', name] = line.split(' ');
    return name === undefined ? [] : [{ name, commit, at: Number(seconds) * 1_000 }];
  });
}

async function sizeOf(git: RunGit, cwd: string, commit: string, branch: string): Promise<number> {
  const without = (await exists(git, cwd, branch)) ? ['--not', `refs/heads/${branch}`] : [];
  const { stdout } = await git({ cwd, args: ['rev-list', '--objects', '--disk-usage', commit, ...without] });
  return Number(stdout.trim());
}

async function exists(git: RunGit, cwd: string, branch: string): Promise<boolean> {
  const args = ['rev-parse', '--verify', '--quiet', `refs/heads/${branch}^{commit}`] as const;
  return (await git({ cwd, args, accept: [1] })).code === 0;
}
