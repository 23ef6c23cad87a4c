import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { areDifferentAdapters, roomOf, type Room } from './rooms.ts';
import type { ImportSite, SourceFacts } from './readSource.ts';

/** The facts of each source file by its path relative to the project, with `/` between folders. */
export type Sources = ReadonlyMap<string, SourceFacts>;

/** One sentence for each import that the table does not allow, each starting with `file:line`. */
export function checkImports(sources: Sources): string[] {
  return [...sources].flatMap(([path, facts]) => {
    const room = roomOf(path);
    if (room === undefined) return [`${path}:1 is in no room`];
    return facts.imports.flatMap((site) => {
      const problem = problemOf(site, path, room, sources);
      return problem === undefined ? [] : [`${path}:${site.line} ${problem}`];
    });
  });
}

/** The file that a relative import names; undefined for a package. */
export function targetOf(path: string, specifier: string | undefined): string | undefined {
  if (specifier === undefined || !specifier.startsWith('.')) return undefined;
  return posix.join(posix.dirname(path), specifier);
}

function problemOf(site: ImportSite, path: string, room: Room, sources: Sources): string | undefined {
  const { specifier } = site;
  if (specifier === undefined) return 'imports what nobody can read before it runs';
  const target = targetOf(path, specifier);
  if (target !== undefined) return problemOfFile(target, path, room, sources);
  if (isBuiltin(specifier) || specifier.startsWith('node:')) return problemOfBuiltin(specifier, room);
  const name = packageOf(specifier);
  return room.packages(path).includes(name) ? undefined : `may not import the package ${name}`;
}

function problemOfFile(target: string, path: string, room: Room, sources: Sources): string | undefined {
  if (target === 'package.json') return room.name === 'entry' ? undefined : `(${room.name}) may not read the manifest`;
  const other = roomOf(target);
  if (other === undefined) return `imports ${target}, which is in no room`;
  if (!room.rooms.includes(other.name)) return `(${room.name}) may not import ${other.name} (${target})`;
  if (areDifferentAdapters(path, target)) return `(an adapter) may not import another adapter (${target})`;
  if (target.endsWith('.css') && room.name === 'webview') return undefined;
  if (!sources.has(target)) return `imports ${target}, which is not there`;
  return undefined;
}

function problemOfBuiltin(specifier: string, room: Room): string | undefined {
  if (!specifier.startsWith('node:')) return `imports ${specifier} without node: in front`;
  if (room.node === 'all' || room.node.includes(specifier)) return undefined;
  return `(${room.name}) may not import ${specifier}`;
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
