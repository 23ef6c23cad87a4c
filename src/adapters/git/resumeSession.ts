import type { Worktree } from '../../app/ports/workspace.ts';
import { madeRef } from './freeBranch.ts';
import { lookAt } from './ownFolder.ts';
import { locate, type SessionPlace } from './prepareSession.ts';
import { resolveCommit, type Repository } from './repository.ts';
import { recallRescue } from './saveWork.ts';
import { findWorktree } from './worktreeFolder.ts';

/** Finds a worktree with the work that was begun under `saveAs`; undefined when it is gone or holds other work. */
export async function resumeSession(
  repository: Repository,
  { saveAs, ...place }: Omit<SessionPlace, 'base'>,
): Promise<Worktree | undefined> {
  const { session, path, branch } = locate(repository, place);
  if ((await lookAt(repository, path)) !== 'folder') return undefined;
  const known = await findWorktree(repository, path);
  if (!known || (await recallRescue(known)) !== saveAs) return undefined;
  // The mark of a branch that the swarm made is where its present work began.
  const base = await resolveCommit(repository, madeRef(branch));
  return base === undefined ? undefined : { path, branch, base, session };
}
