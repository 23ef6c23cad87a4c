/**
 * A path that an agent names absolutely, as its words lead below one of `roots` (real and absolute, `/` between folders); '' for a root itself.
 * A path that is relative is taken as below the first. Undefined when it is outside; links are for whoever opens it to see.
 */
export function insidePath(roots: readonly string[], path: string): string | undefined {
  if (!path.startsWith('/') && !/^[a-z]:/i.test(path)) return path;
  for (const root of roots) {
    if (path === root) return '';
    if (path.startsWith(`${root}/`)) return path.slice(root.length + 1);
  }
  return undefined;
}
