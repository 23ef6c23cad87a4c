import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommitTrailers } from '../../app/ports/workspace.ts';
import { submittedRef, submittedRefs } from '../../domain/agent/refName.ts';
import { listCopied } from './copyNamed.ts';
import { GitError } from './gitError.ts';
import { resolveCommit, treeOf, writeCommit, type Repository } from './repository.ts';
import { convertIn, gitIn, type KnownWorktree } from './worktreeFolder.ts';

const rescueName = /^refs\/s2\/rescue\/[^/\s]+\/\d+$/;

/** Where unfinished work of a worktree goes, and for whom. */
export interface Rescue {
  readonly ref: string;
  readonly session: string;
  readonly integration: string;
  /** Commits that are kept already: what they contain needs no saving. */
  readonly kept: readonly string[];
}

/** Refuses a ref name that is not one of a rescue: nothing else may ever be written by saving. */
export function checkRescueName(ref: string): void {
  if (!rescueName.test(ref))
    throw new GitError('failed', `${ref} is not the name of a rescue (refs/s2/rescue/<task>/<epoch>).`);
}

/** Remembers under which name the work that begins now is to be saved if it is left unfinished. */
export async function rememberRescue(worktree: KnownWorktree, ref: string): Promise<void> {
  await writeFile(join(worktree.admin, 's2-rescue'), `${ref}\n`);
}

/** The name remembered for the worktree's work; undefined when there is none that makes sense. */
export async function recallRescue(worktree: KnownWorktree): Promise<string | undefined> {
  try {
    const ref = (await readFile(join(worktree.admin, 's2-rescue'), 'utf8')).trim();
    return rescueName.test(ref) ? ref : undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Stages everything that is not ignored; resolves to its tree. Rejects when a commit could not hold it all. */
export async function stageAll(repository: Repository, worktree: KnownWorktree, base: string): Promise<string> {
  await addAll(repository, worktree);
  const tree = (await convertIn(repository, worktree, ['write-tree'])).stdout.trim();
  const args = ['diff-tree', '-r', '-z', '--no-renames', '--diff-filter=A', `${base}^{tree}`, tree] as const;
  const added = (await repository.git({ cwd: repository.root, args })).stdout.split('\0');
  const at = added.findIndex((field) => field.startsWith(':000000 160000'));
  if (at >= 0) {
    throw new GitError(
      'failed',
      `${added[at + 1] ?? 'a folder'} is a git repository of its own and cannot be committed. Remove its .git folder.`,
    );
  }
  return tree;
}

/**
 * Adds everything but what was copied from the user's checkout, which is no work, and submodules, which stay as whoever worked there has staged them: to see whether one has changed, git
 * would go into it, and start what its own configuration names.
 */
async function addAll(repository: Repository, worktree: KnownWorktree): Promise<void> {
  const staged = (await gitIn(repository, worktree, ['ls-files', '--stage', '-z'])).stdout.split('\0');
  const links = staged.filter((line) => line.startsWith('160000 ')).map((line) => line.slice(line.indexOf('\t') + 1));
  const kept = [...links, ...(await copiedInSight(repository, worktree))];
  const paths = ['.', ...kept.map((path) => `:(exclude,top,literal)${path}`)];
  const args = ['add', '--all', '--pathspec-from-file=-', '--pathspec-file-nul'] as const;
  await convertIn(repository, worktree, args, paths.join('\0'));
}

/** Of the copied files those that git would add. The others it ignores by itself, and takes it for a mistake when they are named. */
async function copiedInSight(repository: Repository, worktree: KnownWorktree): Promise<readonly string[]> {
  const copied = new Set(await listCopied(worktree));
  if (copied.size === 0) return [];
  const args = ['ls-files', '--others', '--exclude-standard', '-z'] as const;
  const { stdout } = await convertIn(repository, worktree, args);
  return stdout.split('\0').filter((path) => copied.has(path));
}

/** Saves uncommitted work of a worktree, with the commits under it, to a rescue ref; undefined when there is nothing to save. */
export async function saveWorktree(
  repository: Repository,
  worktree: KnownWorktree,
  rescue: Rescue,
): Promise<string | undefined> {
  const head = (
    await gitIn(repository, worktree, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], [1])
  ).stdout.trim();
  const base = head === '' ? rescue.integration : head;
  const tree = await stageAll(repository, worktree, base);
  if (tree === (await treeOf(repository, base))) return saveCommit(repository, base, rescue);
  const message = `Unfinished work of ${rescue.session}`;
  const commit = await writeCommit(repository, { tree, parents: [base], message, trailers: trailersOf(rescue) });
  return writeRescue(repository, commit, rescue.ref);
}

/** Saves a commit that nothing keeps yet; undefined when there is none or it is kept. */
export async function saveCommit(
  repository: Repository,
  commit: string | undefined,
  rescue: Rescue,
): Promise<string | undefined> {
  if (commit === undefined) return undefined;
  for (const kept of rescue.kept) {
    const args = ['merge-base', '--is-ancestor', commit, kept] as const;
    if ((await repository.git({ cwd: repository.root, args, accept: [1] })).code === 0) return undefined;
  }
  if (await isSubmitted(repository, commit)) return undefined;
  return writeRescue(repository, commit, rescue.ref);
}

/** Keeps a commit that is handed to the merge queue, whatever becomes of the branch that it was made on. */
export async function keepSubmitted(
  repository: Repository,
  commit: string,
  claim: { readonly task: string; readonly epoch: number },
): Promise<void> {
  const args = ['update-ref', submittedRef(claim.task, claim.epoch), commit] as const;
  await repository.git({ cwd: repository.root, args });
}

async function isSubmitted(repository: Repository, commit: string): Promise<boolean> {
  const args = ['for-each-ref', '--count=1', '--points-at', commit, submittedRefs] as const;
  return (await repository.git({ cwd: repository.root, args })).stdout !== '';
}

/** Points `ref`, or the first free name after it, at the commit. A rescue that is there already is never overwritten. */
async function writeRescue(repository: Repository, commit: string, ref: string): Promise<string> {
  for (let turn = 1; ; turn += 1) {
    const name = turn === 1 ? ref : `${ref}-${turn}`;
    const taken = await resolveCommit(repository, name);
    if (taken === commit) return name;
    if (taken !== undefined) continue;
    const args = ['update-ref', name, commit, '0'.repeat(commit.length)] as const;
    await repository.git({ cwd: repository.root, args });
    return name;
  }
}

function trailersOf(rescue: Rescue): CommitTrailers {
  const [task = '', epoch = ''] = rescue.ref.split('/').slice(3);
  return { task, session: rescue.session, epoch: Number(epoch) };
}
