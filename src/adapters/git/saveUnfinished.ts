import type { SavedWork, Worktree } from '../../app/ports/workspace.ts';
import { GitError } from './gitError.ts';
import type { Repository } from './repository.ts';
import { checkRescueName, saveWorktree } from './saveWork.ts';
import { convertIn, findWorktree, gitIn } from './worktreeFolder.ts';

const maxLines = 40;

/** Saves what a session has done to a rescue ref and leaves its worktree clean. What no commit can hold stays where it is: the next task's worktree sets it aside. */
export async function saveUnfinished(repository: Repository, worktree: Worktree, ref: string): Promise<SavedWork> {
  checkRescueName(ref);
  const { path, base, session } = worktree;
  const known = await findWorktree(repository, path);
  if (!known) return { ref: undefined, stat: '' };
  try {
    const saved = await saveWorktree(repository, known, { ref, session, integration: base, kept: [base] });
    if (saved === undefined) return { ref: undefined, stat: '' };
    const args = ['diff', '--stat=100', '--no-ext-diff', '--no-textconv', base, saved] as const;
    const lines = (await repository.git({ cwd: repository.root, args })).stdout.trimEnd().split('\n');
    await gitIn(repository, known, ['update-ref', '--no-deref', 'HEAD', base]);
    await convertIn(repository, known, ['read-tree', '--reset', '-u', base]);
    await convertIn(repository, known, ['clean', '--quiet', '--force', '-d']);
    return { ref: saved, stat: lines.slice(-maxLines).join('\n') };
  } catch (error) {
    if (!(error instanceof GitError) || error.code !== 'failed') throw error;
    return { ref: undefined, stat: '' };
  }
}
