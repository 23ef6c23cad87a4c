import { targetOf, type Sources } from './checkImports.ts';

/** One sentence for each group of files that import each other in a ring, types included, with the whole way round. */
export function checkCycles(sources: Sources): string[] {
  const done = new Set<string>();
  const problems: string[] = [];
  const visit = (path: string, way: readonly string[]): void => {
    const at = way.indexOf(path);
    if (at >= 0) {
      problems.push(`import cycle: ${[...way.slice(at), path].join(' → ')}`);
      return;
    }
    if (done.has(path)) return;
    for (const next of neighbours(path, sources)) visit(next, [...way, path]);
    done.add(path);
  };
  for (const path of sources.keys()) visit(path, []);
  return problems;
}

/** Files that are loaded as soon as `start` is: imports that stay at run time and are not lazy, over all files between. */
export function loadedWith(
  start: string,
  sources: Sources,
): { readonly files: Set<string>; readonly packages: Set<string> } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (path: string): void => {
    if (files.has(path)) return;
    files.add(path);
    for (const site of sources.get(path)?.imports ?? []) {
      if (site.typeOnly || site.lazy || site.specifier === undefined) continue;
      const target = targetOf(path, site.specifier);
      if (target === undefined) packages.add(site.specifier);
      else visit(target);
    }
  };
  visit(start);
  return { files, packages };
}

function neighbours(path: string, sources: Sources): string[] {
  const targets = (sources.get(path)?.imports ?? []).map((site) => targetOf(path, site.specifier));
  return [...new Set(targets)].filter((target) => target !== undefined && sources.has(target)) as string[];
}
