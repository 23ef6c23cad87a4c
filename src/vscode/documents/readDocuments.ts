import type { Uri } from 'vscode';
import type { SwarmDocument } from '../../domain/document/model.ts';
import type { World } from '../../domain/document/world.ts';
import type { DocumentLanguage } from './documentLanguage.ts';
import { isSwarmFile, rootOf } from './documentRoots.ts';
import type { DocumentSet } from './documentSet.ts';

/** A document as it was read, with the text that it was read from and the folder that it is read with. */
export interface ReadDocument {
  readonly uri: Uri;
  readonly text: string;
  readonly root: string;
  readonly document: SwarmDocument;
}

/** The documents of the workspace as they read now. Only what changed is read again: a keystroke costs one file. */
export class ReadDocuments {
  readonly #documents: DocumentSet;
  readonly #workspaceFolders: () => readonly string[];
  readonly #read = new Map<string, ReadDocument>();
  /** By root; thrown away when a document of that root changes. */
  readonly #worlds = new Map<string, readonly World[]>();

  constructor(documents: DocumentSet, workspaceFolders: () => readonly string[]) {
    this.#documents = documents;
    this.#workspaceFolders = workspaceFolders;
  }

  /** Reads what is new or changed, forgets what is gone, and gives all by uri. */
  refresh(language: DocumentLanguage): ReadonlyMap<string, ReadDocument> {
    const known = this.#documents.documents;
    for (const [key, { root }] of this.#read) {
      if (known.has(key)) continue;
      this.#read.delete(key);
      this.#worlds.delete(root);
    }
    const swarmFolders = [...known.values()]
      .filter(({ uri }) => isSwarmFile(uri.path))
      .map(({ uri }) => uri.path.slice(0, uri.path.lastIndexOf('/')));
    const workspaceFolders = this.#workspaceFolders();
    for (const [key, { uri, text }] of known) {
      const root = rootOf(uri.path, swarmFolders, workspaceFolders);
      const before = this.#read.get(key);
      if (before?.text === text && before.root === root) continue;
      if (before) this.#worlds.delete(before.root);
      this.#worlds.delete(root);
      this.#read.set(key, { uri, text, root, document: language.read(uri.path.slice(root.length + 1), text) });
    }
    return this.#read;
  }

  /** The worlds of a root as of the last `refresh`. */
  worldsOf(root: string, language: DocumentLanguage): readonly World[] {
    const before = this.#worlds.get(root);
    if (before) return before;
    const members = [...this.#read.values()].filter((one) => one.root === root);
    const worlds = language.worlds(members.map(({ document }) => document));
    this.#worlds.set(root, worlds);
    return worlds;
  }

  /** Every root that has documents. */
  get roots(): ReadonlySet<string> {
    return new Set([...this.#read.values()].map(({ root }) => root));
  }

  /** Where a document of a root lies. */
  uriOf(root: string, path: string): Uri | undefined {
    return [...this.#read.values()].find((one) => one.root === root && one.document.path === path)?.uri;
  }
}
