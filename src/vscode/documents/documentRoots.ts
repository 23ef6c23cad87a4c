import { readDocumentName } from '../../domain/document/documentName.ts';

/** Whether a document's name says that it belongs to a swarm. */
export function isSwarmDocument(path: string): boolean {
  return readDocumentName(path).kind !== 'other';
}

/** Whether a document is the file that describes a swarm. */
export function isSwarmFile(path: string): boolean {
  return /(?:^|\/)swarm\.ya?ml$/i.test(path);
}

/**
 * The folder whose documents are read together with `path`: the nearest one above it with a swarm.yaml, else the workspace
 * folder, else its own folder. Paths are absolute with forward slashes, folders without one at the end.
 */
export function rootOf(path: string, swarmFolders: readonly string[], workspaceFolders: readonly string[]): string {
  return (
    nearestAbove(path, swarmFolders) ?? nearestAbove(path, workspaceFolders) ?? path.slice(0, path.lastIndexOf('/'))
  );
}

function nearestAbove(path: string, folders: readonly string[]): string | undefined {
  const above = folders.filter((folder) => path.startsWith(folder === '' ? '/' : `${folder}/`));
  return above.toSorted((a, b) => b.length - a.length)[0];
}
