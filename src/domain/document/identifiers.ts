/** Whether a text can name a session or task: it becomes part of file names and git refs. */
export function isUsableId(text: string): boolean {
  return /^[A-Za-z0-9][\w.-]{0,79}$/.test(text) && !text.includes('..') && !/(?:\.|\.lock)$/i.test(text);
}

/** Whether git takes a text as a branch name; see git-check-ref-format. A `*` is allowed where it is filled in later. */
export function isBranchName(text: string): boolean {
  if (text.length === 0 || text.length > 200 || text.startsWith('-') || text === '@' || text === 'HEAD') return false;
  if (/[\s~^:?[\\\p{Cc}]|\.\.|@\{|\/\/|^\/|\/$|\.$/u.test(text)) return false;
  return text.split('/').every((part) => !part.startsWith('.') && !/\.lock$/i.test(part));
}

/** Whether a path or glob stays inside the folder that it is relative to. */
export function staysInside(path: string): boolean {
  if (
    path.startsWith('/') ||
    path.startsWith('~') ||
    path.includes('\\') ||
    path.includes('\0') ||
    /^[A-Za-z]:/.test(path)
  )
    return false;
  return !path.split(/[/{},]/).includes('..');
}
