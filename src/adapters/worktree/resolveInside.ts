import { lstat, realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Found } from '../../app/ports/worktreeFiles.ts';
import { isKept, readTreePath } from '../../domain/agent/treePath.ts';

/** Where a path of an agent really leads: inside the worktree, and to nothing of git's or the swarm's. */
export interface RealPlace {
  /** Absolute, without links. Of what does not exist yet: below a real folder. */
  readonly path: string;
  readonly exists: boolean;
}

/** Follows a path to its real place below `root`, a real path itself. Refuses what leads elsewhere, by words or by links. */
export async function resolveInside(root: string, path: string): Promise<Found<RealPlace>> {
  const read = readTreePath(path);
  if (!read.ok) return read;
  let at = root;
  for (const [index, segment] of read.segments.entries()) {
    const next = join(at, segment);
    const found = await lookAt(next);
    if (found === 'missing')
      return { ok: true, value: { path: join(next, ...read.segments.slice(index + 1)), exists: false } };
    const real = await realOf(next);
    if (real === undefined) return { ok: false, reason: `${path} is a link that leads nowhere` };
    const refusal = refusalOf(root, real, path);
    if (refusal !== undefined) return { ok: false, reason: refusal };
    at = real;
  }
  return { ok: true, value: { path: at, exists: true } };
}

/** Why a real path is not for agents; undefined for one that is. */
export function refusalOf(root: string, real: string, path: string): string | undefined {
  if (real === root) return undefined;
  const inside = relative(root, real);
  if (inside === '..' || inside.startsWith(`..${sep}`) || inside === real)
    return `${path} leads out of the worktree through a link`;
  const kept = inside.split(sep).find(isKept);
  return kept === undefined ? undefined : `${path} leads into ${kept}, which is not for agents`;
}

async function lookAt(path: string): Promise<'there' | 'missing'> {
  try {
    await lstat(path);
    return 'there';
  } catch (error) {
    if (isMissing(error)) return 'missing';
    throw error;
  }
}

/** The real path; undefined for a link to nothing or in a circle. */
async function realOf(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    if (isMissing(error) || codeOf(error) === 'ELOOP') return undefined;
    throw error;
  }
}

/** ENOTDIR: a file stands where the path names a folder. */
function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(codeOf(error));
}

/** The code of a file system's error; '' for anything else. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
