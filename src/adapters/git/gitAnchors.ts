import { randomUUID } from 'node:crypto';
import type { AnchorStore } from '../../app/ports/anchorStore.ts';
import { toBranchName } from '../../domain/agent/refName.ts';
import { createRunGit } from './runGit.ts';

/** The notes that hold anchors; push them (`git push origin refs/notes/s2-witness`) to keep them where nobody here can change them. */
export const anchorRef = 'refs/notes/s2-witness';

/** A note of ours holds a few hundred bytes for each run; what is larger than this was not written by us. */
const maxNoteBytes = 1_048_576;

/** Keeps anchors as git notes on the commits of the integration branch. `root` is the top of the checkout. */
export function createGitAnchors(root: string): AnchorStore {
  const git = createRunGit();
  const notes = ['notes', `--ref=${anchorRef}`] as const;
  const blobs = async (): Promise<readonly string[]> => {
    const listed = await git({ cwd: root, args: [...notes, 'list'], accept: [1] });
    const ids = listed.stdout.split('\n').flatMap((line) => /^([0-9a-f]{40,64}) /.exec(line)?.[1] ?? []);
    if (ids.length === 0) return [];
    const sizes = await git({ cwd: root, args: ['cat-file', '--batch-check'], input: lines(ids) });
    return sizes.stdout.split('\n').flatMap((line) => {
      const [id = '', type, size] = line.split(' ');
      return type === 'blob' && Number(size) <= maxNoteBytes ? [id] : [];
    });
  };
  return {
    read: async () => {
      const ids = await blobs();
      if (ids.length === 0) return [];
      // A note may hold anything, but not a mark that nobody could know.
      const mark = `s2-${randomUUID()}`;
      const { stdout } = await git({ cwd: root, args: ['cat-file', `--batch=${mark}`], input: lines(ids) });
      return stdout.split(`${mark}\n`).slice(1).flatMap(splitNote);
    },
    add: async (branch, checkpoint) => {
      const name = `refs/heads/${toBranchName(branch)}`;
      const head = await git({
        cwd: root,
        args: ['rev-parse', '--verify', '--quiet', `${name}^{commit}`],
        accept: [1],
      });
      if (head.code !== 0) return false;
      const args = [...notes, 'append', '--file=-', head.stdout.trim()] as const;
      await git({ cwd: root, args, input: checkpoint, env: identity });
      return true;
    },
  };
}

const identity = {
  GIT_AUTHOR_NAME: 'S2 Swarm',
  GIT_AUTHOR_EMAIL: 's2-swarm@localhost',
  GIT_COMMITTER_NAME: 'S2 Swarm',
  GIT_COMMITTER_EMAIL: 's2-swarm@localhost',
};

/** The signed notes of one git note: git puts an empty line between them, and each has one between its body and its signatures. */
function splitNote(text: string): readonly string[] {
  const parts = text.trim().split(/\n{2,}/);
  const found: string[] = [];
  for (let at = 0; at + 1 < parts.length; at += 2) found.push(`${parts[at]}\n\n${parts[at + 1]}\n`);
  return found;
}

function lines(ids: readonly string[]): string {
  return `${ids.join('\n')}\n`;
}
