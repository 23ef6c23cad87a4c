import { createRunGit } from './runGit.ts';

/** What the objects of a repository take of the disk, in bytes: all its worktrees share them. */
export async function objectStoreBytes(folder: string): Promise<number> {
  const { stdout } = await createRunGit()({ cwd: folder, args: ['count-objects', '-v'] });
  const of = (name: string): number => Number(new RegExp(`^${name}: (\\d+)$`, 'm').exec(stdout)?.[1] ?? 0);
  // In KiB, by git's manual.
  return (of('size') + of('size-pack')) * 1_024;
}
