import { lstat, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Worktree, WorktreeOwner } from '../../app/ports/workspace.ts';
import { toBranchName } from '../../domain/agent/refName.ts';
import { seatBranch, seatFolder } from '../../domain/agent/seat.ts';
import { freeBranch, madeRef, refuseTaken } from './freeBranch.ts';
import { GitError } from './gitError.ts';
import { clearPlace } from './ownFolder.ts';
import { resolveCommit, type Repository } from './repository.ts';
import { checkRescueName, recallRescue, rememberRescue, saveCommit, saveWorktree, type Rescue } from './saveWork.ts';
import {
  addWorktree,
  convertIn,
  dropWorktree,
  findWorktree,
  gitIn,
  putPointerRight,
  setAside,
  type KnownWorktree,
} from './worktreeFolder.ts';
import { whenThere } from './whenThere.ts';

/** What a worktree is prepared from. */
export interface SessionPlace {
  readonly owner: WorktreeOwner;
  /** That of the session. */
  readonly branch: string;
  /** The commit to begin at, or the branch whose head that is. */
  readonly base: string | { readonly commit: string };
  readonly saveAs: string;
}

/** What git leaves in a worktree's own folder when an operation of it is interrupted. */
const unfinished = [
  'rebase-merge',
  'rebase-apply',
  'sequencer',
  'MERGE_HEAD',
  'CHERRY_PICK_HEAD',
  'REVERT_HEAD',
  'BISECT_LOG',
];

/** Puts a worktree onto its branch at the integration head, after saving whatever was left there. */
export async function prepareSession(
  repository: Repository,
  place: SessionPlace,
): Promise<Worktree & { readonly saved: readonly string[] }> {
  checkRescueName(place.saveAs);
  const { session, path, branch } = locate(repository, place);
  await freeBranch(repository, branch, path);
  await refuseTaken(repository, [branch]);
  const base = await resolveBase(repository, place.base);
  const rescue = { ref: place.saveAs, session, integration: base, kept: [base] };
  const left = await clearWay(repository, path, rescue);
  const head = await resolveCommit(repository, `refs/heads/${branch}`);
  const commits = await saveCommit(repository, head, left.rescue);
  const worktree = left.worktree ?? (await addWorktree(repository, path, base));
  await moveTo(repository, worktree, { branch, from: head, to: base });
  await rememberRescue(worktree, place.saveAs);
  const saved = [left.saved, commits].filter((name) => name !== undefined);
  return { path, branch, base, session, saved };
}

/** Where the worktree of an owner is, and on which branch. */
export function locate(
  repository: Pick<Repository, 'worktrees'>,
  { owner, branch }: Pick<SessionPlace, 'owner' | 'branch'>,
): { readonly session: string; readonly path: string; readonly branch: string } {
  const { session, seat } = typeof owner === 'string' ? { session: owner, seat: 1 } : owner;
  return { session, path: join(repository.worktrees, seatFolder(session, seat)), branch: seatBranch(branch, seat) };
}

async function resolveBase(repository: Repository, base: SessionPlace['base']): Promise<string> {
  const name = typeof base === 'string' ? `refs/heads/${toBranchName(base)}` : base.commit;
  const commit = await resolveCommit(repository, name);
  if (commit !== undefined) return commit;
  const what = typeof base === 'string' ? `branch ${base}` : `commit ${base.commit}`;
  throw new GitError('failed', `There is no ${what}. Launch the swarm again to make it.`);
}

interface Cleared {
  /** The worktree when it can be used again. */
  readonly worktree: KnownWorktree | undefined;
  readonly saved: string | undefined;
  /** How more of the same work is to be saved. */
  readonly rescue: Rescue;
}

/** Saves what is in the session's folder. A folder that cannot be saved as a commit is moved aside whole. */
async function clearWay(repository: Repository, path: string, fallback: Rescue): Promise<Cleared> {
  const there = (await clearPlace(repository, path)) === 'folder';
  const known = (await findWorktree(repository, path)) ?? (there ? await repair(repository, path) : undefined);
  const rescue = { ...fallback, ref: (known && (await recallRescue(known))) ?? fallback.ref };
  if (known) return there ? reuse(repository, known, rescue) : forget(repository, known, rescue);
  const full = there && (await readdir(path)).length > 0;
  return { worktree: undefined, saved: full ? await setAside(repository, path) : undefined, rescue };
}

async function reuse(repository: Repository, worktree: KnownWorktree, rescue: Rescue): Promise<Cleared> {
  try {
    await putPointerRight(worktree);
    const saved = await saveWorktree(repository, worktree, rescue);
    // Without this the reset would move whatever branch an agent has switched to.
    await gitIn(repository, worktree, ['update-ref', '--no-deref', 'HEAD', rescue.integration]);
    await convertIn(repository, worktree, ['read-tree', '--reset', '-u', rescue.integration]);
    await convertIn(repository, worktree, ['clean', '--quiet', '--force', '-d']);
    return { worktree, saved, rescue: saved === undefined ? rescue : { ...rescue, kept: [...rescue.kept, saved] } };
  } catch (error) {
    if (!(error instanceof GitError) || error.code !== 'failed') throw error;
    const saved = await setAside(repository, worktree.path);
    return { ...(await forget(repository, worktree, rescue)), saved };
  }
}

/** The folder is gone; commits that only its HEAD knew are not. */
async function forget(repository: Repository, worktree: KnownWorktree, rescue: Rescue): Promise<Cleared> {
  const head = await resolveCommit(repository, `worktrees/${basename(worktree.admin)}/HEAD`);
  const saved = await saveCommit(repository, head, rescue);
  await dropWorktree(repository, worktree.path);
  return {
    worktree: undefined,
    saved,
    rescue: saved === undefined ? rescue : { ...rescue, kept: [...rescue.kept, saved] },
  };
}

/** A worktree that was moved together with its repository is known under its old place; git can tell from its `.git` file. */
async function repair(repository: Repository, path: string): Promise<KnownWorktree | undefined> {
  if (!(await whenThere(lstat(join(path, '.git'))))) return undefined;
  const args = ['worktree', 'repair', path] as const;
  await repository.alone(() => repository.git({ cwd: repository.root, args, accept: [1] }));
  return findWorktree(repository, path);
}

/** Where a branch is to go, and where it must still be. */
interface BranchMove {
  readonly branch: string;
  readonly from: string | undefined;
  readonly to: string;
}

async function moveTo(repository: Repository, worktree: KnownWorktree, move: BranchMove): Promise<void> {
  const ref = `refs/heads/${move.branch}`;
  const made = madeRef(move.branch);
  // Both refs or none: a branch without the other one is taken for the user's.
  await repository.git({
    cwd: repository.root,
    args: ['update-ref', '--stdin'],
    input: `update ${ref} ${move.to} ${move.from ?? '0'.repeat(move.to.length)}\nupdate ${made} ${move.to}\n`,
    ownLocks: [ref, made].map((name) => join(repository.common, `${name}.lock`)),
  });
  await Promise.all(unfinished.map((name) => rm(join(worktree.admin, name), { recursive: true, force: true })));
  await gitIn(repository, worktree, ['symbolic-ref', 'HEAD', ref]);
  await convertIn(repository, worktree, ['read-tree', '--reset', '-u', move.to]);
}
