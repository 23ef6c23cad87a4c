import { stat } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import { findDocuments, readDocuments } from '../../adapters/files/findDocuments.ts';
import { readSwarmFolder } from '../../adapters/files/readSwarmFolder.ts';
import { readYaml } from '../../adapters/yaml/readYaml.ts';
import type { Problem } from '../../domain/document/problem.ts';
import type { DocumentText } from '../../domain/document/readDocument.ts';

/** A folder that is checked as a whole, and the single file of it that is told about. */
export interface Target {
  readonly root: string;
  readonly only?: string;
}

/** The folders and files that paths name; without paths, the folder itself. */
export async function targetsOf(
  folder: string,
  paths: readonly string[],
): Promise<readonly (Target | { readonly missing: string })[]> {
  if (paths.length === 0) return [(await kindOf(folder)) === 'folder' ? { root: folder } : { missing: folder }];
  return Promise.all(
    paths.map(async (path) => {
      const full = resolve(folder, path);
      const kind = await kindOf(full);
      if (kind === 'folder') return { root: full };
      if (kind === 'none') return { missing: full };
      const inside = full.startsWith(folder + sep);
      const root = inside ? folder : dirname(full);
      return { root, only: slashes(relative(root, full)) };
    }),
  );
}

/** The documents that are known by name, together with those that a swarm.yaml names. */
export async function readTexts({
  root,
  only,
}: Target): Promise<{ readonly texts: readonly DocumentText[]; readonly problems: readonly Problem[] }> {
  const swarm = await readSwarmFolder(root, readYaml);
  const known = new Set(swarm.documents.map((document) => document.path));
  const byName = await findDocuments(root);
  const wanted = only === undefined || known.has(only) || byName.includes(only) ? byName : [...byName, only];
  const others = await readDocuments(
    root,
    wanted.filter((path) => !known.has(path)),
  );
  // A folder of documents needs no swarm.yaml to be checked.
  const problems = swarm.swarm === undefined ? [] : swarm.problems;
  return { texts: [...swarm.documents, ...others.documents], problems: [...problems, ...others.problems] };
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'none'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR'))
      return 'none';
    throw cause;
  }
}

/** The path with forward slashes. */
export function slashes(path: string): string {
  return path.split(sep).join('/');
}
