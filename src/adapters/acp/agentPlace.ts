import { realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import type { Found, WorktreeFiles } from '../../app/ports/worktreeFiles.ts';
import { insidePath } from '../../domain/agent/insidePath.ts';

/** How the files of a worktree are reached. */
export interface PlaceTools {
  readonly open: (folder: string) => Promise<WorktreeFiles>;
  /** Follows a path below a real folder to where it really leads; refuses what leads elsewhere, or to git's and the swarm's own. */
  readonly locate: (root: string, path: string) => Promise<Found<unknown>>;
}

/** The worktree as an agent of this protocol speaks of it: by absolute paths. */
export interface AgentPlace {
  readonly files: WorktreeFiles;
  /** The path below the worktree, followed to its real place; or why it is not for agents. */
  inside(path: string): Promise<Found<string>>;
}

/** Opens a worktree for an agent; rejects when the folder is not there. */
export async function openPlace(folder: string, tools: PlaceTools): Promise<AgentPlace> {
  const root = await realpath(folder);
  const roots = [root, folder].map(withSlashes);
  return {
    files: await tools.open(root),
    inside: async (path) => {
      const below = insidePath(roots, withSlashes(path));
      if (below === undefined) return { ok: false, reason: `${path} is outside of the worktree` };
      const found = await tools.locate(root, below);
      return found.ok ? { ok: true, value: below } : found;
    },
  };
}

function withSlashes(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}
