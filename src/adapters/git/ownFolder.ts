import { lstat, realpath, rm } from 'node:fs/promises';
import { GitError } from './gitError.ts';
import type { Repository } from './repository.ts';
import { whenThere } from './whenThere.ts';

/** What stands where a folder of ours belongs: `foreign` is a link, a file, or anything else that we did not make. */
export type Place = 'folder' | 'missing' | 'foreign';

/**
 * Looks at the place of a worktree without following a link. An agent may have put anything there, the checkout of the user
 * included: only `folder` may be worked in. Rejects when `.s2` itself leads elsewhere.
 */
export async function lookAt(repository: Repository, path: string): Promise<Place> {
  await requireOwnFolders(repository);
  const found = await whenThere(lstat(path));
  if (!found) return 'missing';
  return found.isDirectory() && (await whenThere(realpath(path))) === path ? 'folder' : 'foreign';
}

/** Like `lookAt`, and takes away what is foreign: a link alone, never what it leads to. */
export async function clearPlace(repository: Repository, path: string): Promise<'folder' | 'missing'> {
  const place = await lookAt(repository, path);
  if (place !== 'foreign') return place;
  await rm(path, { force: true });
  return 'missing';
}

/** Refuses when a folder of the swarm, or one above it, has become a link: everything below would be somebody else's. */
export async function requireOwnFolders(repository: Repository): Promise<void> {
  const { state, worktrees, setAside, own } = repository;
  for (const folder of [state, worktrees, setAside, own]) await refuseLink(folder);
  const real = await whenThere(realpath(repository.state));
  if (real !== undefined && real !== repository.state) throw leadsElsewhere(repository.state);
}

/** Refuses a path that is a link; one that is not there is fine. */
export async function refuseLink(path: string): Promise<void> {
  if ((await whenThere(lstat(path)))?.isSymbolicLink()) throw leadsElsewhere(path);
}

function leadsElsewhere(path: string): GitError {
  return new GitError(
    'unsafe-state',
    `${path} is a link or lies behind one, and the swarm only works in folders of its own. Replace it by a folder, then launch again.`,
  );
}
