import { realpath } from 'node:fs/promises';
import type { WorktreeFiles } from '../../app/ports/worktreeFiles.ts';
import { listFolder } from './listFolder.ts';
import { findRipgrep } from './ripgrep.ts';
import { searchFiles } from './searchFiles.ts';
import { readText, writeText } from './textFile.ts';

/** Opens the files of a worktree for an agent's tools; rejects when the folder is not there. `path` is where ripgrep is looked for. */
export async function openWorktreeFiles(folder: string, path = process.env['PATH'] ?? ''): Promise<WorktreeFiles> {
  const root = await realpath(folder);
  const program = await findRipgrep(root, path);
  return {
    read: async (path, from, count) => {
      const whole = await readText(root, path);
      if (!whole.ok) return whole;
      const lines = whole.value.split('\n');
      // A file that ends with a line end has no line after it.
      if (lines.at(-1) === '') lines.pop();
      if (from > Math.max(1, lines.length)) return { ok: false, reason: `${path} has ${lines.length} lines only` };
      return {
        ok: true,
        value: { text: lines.slice(from - 1, from - 1 + count).join('\n'), from, lines: lines.length },
      };
    },
    readAll: (path) => readText(root, path),
    list: (path, deep) => listFolder(root, path, deep),
    search: (request, signal) => searchFiles(root, request, { program, signal }),
    write: (path, text, mustBeNew) => writeText(root, path, text, mustBeNew),
  };
}
