/** A path below a worktree, in segments; none of them leads out of it, by its words alone. */
export type TreePath =
  | { readonly ok: true; readonly segments: readonly string[] }
  | { readonly ok: false; readonly reason: string };

const maxLength = 1_024;

/**
 * Reads a path that an agent names, relative to its worktree. Refuses what leads out of it and what belongs to git or to the swarm,
 * however it is spelled. Where links lead is for whoever opens it to see.
 */
export function readTreePath(path: string): TreePath {
  if (path.length > maxLength) return refused('the path is too long');
  if (/\p{Cc}/u.test(path) || !path.isWellFormed()) return refused('the path has control characters in it');
  if (/^[a-z]:/i.test(path) || /^[\\/]/.test(path))
    return refused(`${path} is absolute; name a path relative to the worktree`);
  if (path.includes('\\')) return refused(`${path} has a backslash in it; separate folders by /`);
  const segments = path.split('/').filter((segment) => segment !== '' && segment !== '.');
  if (segments.includes('..')) return refused(`${path} leads out of the worktree`);
  const kept = segments.find(isKept);
  if (kept !== undefined) return refused(`${kept} belongs to git or to the swarm and is not for agents`);
  return { ok: true, segments };
}

/**
 * Whether a name is `.git` or `.s2` on some file system: case, trailing dots and spaces, streams and short names of Windows, and the
 * characters that HFS+ ignores do not count (the lists behind git's own `verify_path`).
 */
export function isKept(segment: string): boolean {
  const plain = segment
    .normalize('NFKC')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu, '')
    .toLowerCase()
    .replace(/:.*$/, '')
    .replace(/[. ]+$/, '');
  return plain === '.git' || plain === '.s2' || /^git~\d+$/.test(plain);
}

function refused(reason: string): TreePath {
  return { ok: false, reason };
}
