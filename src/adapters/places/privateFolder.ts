import { lstat, mkdir } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** A folder of the system's temporary one that is another's, so that nothing may be put there. */
export class ForeignFolder extends Error {
  override readonly name = 'ForeignFolder';
}

/**
 * The folder below the system's temporary one that this user's swarms share, made when it is missing. Rejects with `ForeignFolder` when
 * it is a link, belongs to somebody else, or lets others in: whoever may write there could lead us elsewhere.
 */
export async function openPrivateFolder(base = tmpdir()): Promise<string> {
  // As the leader's socket has it.
  const folder = join(base, `s2-${process.getuid?.() ?? 0}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found = await lstat(folder);
  const isOurs = process.platform === 'win32' || (found.uid === userInfo().uid && (found.mode & 0o077) === 0);
  if (found.isDirectory() && isOurs) return folder;
  throw new ForeignFolder(
    `${folder} is a link, or others may write to it, and the swarm keeps ports and temporary files there. Remove it, or set TMPDIR to a folder of your own, then launch again.`,
  );
}
