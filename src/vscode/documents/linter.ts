import type { Uri } from 'vscode';
import { DisposableStore, toDisposable, type Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import type { Log } from '../../base/log.ts';
import type { SwarmDocument } from '../../domain/document/model.ts';
import type { Problem } from '../../domain/document/problem.ts';
import type { DocumentLanguage, LoadDocumentLanguage } from './documentLanguage.ts';
import { isSwarmFile, rootOf } from './documentRoots.ts';
import type { DocumentSet, KnownDocument } from './documentSet.ts';

/** How long typing must pause before documents are read again, ms. */
const settleMs = 150;

/** The findings of one document, for the text they were made from. */
export interface Findings {
  readonly uri: Uri;
  readonly text: string;
  readonly problems: readonly Problem[];
}

interface ReadDocument {
  readonly text: string;
  readonly root: string;
  readonly document: SwarmDocument;
}

export interface LinterDependencies {
  readonly documents: DocumentSet;
  readonly load: LoadDocumentLanguage;
  readonly workspaceFolders: () => readonly string[];
  readonly log: Log;
}

/** Checks the documents shortly after they change. Only changed ones are read again; rules see the whole set of a swarm. */
export class Linter implements Disposable {
  readonly #owned = new DisposableStore();
  readonly #given: LinterDependencies;
  readonly #found = this.#owned.add(new Emitter<ReadonlyMap<string, Findings>>());
  readonly #read = new Map<string, ReadDocument>();
  #timer: NodeJS.Timeout | undefined;
  #findings: ReadonlyMap<string, Findings> = new Map();

  /** Fires with the findings of all documents, by uri, after each check. */
  readonly onDidLint = this.#found.event;

  constructor(given: LinterDependencies) {
    this.#given = given;
    this.#owned.add(toDisposable(() => clearTimeout(this.#timer)));
    this.#owned.add(given.documents.onDidChange(() => this.#schedule()));
  }

  get findings(): ReadonlyMap<string, Findings> {
    return this.#findings;
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.lintNow(), settleMs);
  }

  /** Checks everything now; resolves to the findings. */
  async lintNow(): Promise<ReadonlyMap<string, Findings>> {
    clearTimeout(this.#timer);
    const { documents, log } = this.#given;
    if (documents.documents.size > 0 || this.#read.size > 0) {
      try {
        this.#findings = this.#lint(await this.#given.load());
      } catch (fault) {
        log.error(`the documents could not be checked: ${fault instanceof Error ? fault.message : String(fault)}`);
      }
    }
    if (!this.#owned.isDisposed) this.#found.fire(this.#findings);
    return this.#findings;
  }

  #lint(language: DocumentLanguage): ReadonlyMap<string, Findings> {
    const known = this.#given.documents.documents;
    for (const key of this.#read.keys()) if (!known.has(key)) this.#read.delete(key);
    this.#readChanged(language, known);
    const byRoot = Map.groupBy(this.#read, ([, { root }]) => root);
    const findings = new Map<string, Findings>();
    for (const members of byRoot.values()) {
      const problems = language.lint(members.map(([, { document }]) => document));
      const byFile = Map.groupBy(problems, ({ file }) => file);
      for (const [key, { document, text }] of members) {
        const uri = known.get(key)?.uri;
        if (uri) findings.set(key, { uri, text, problems: byFile.get(document.path) ?? [] });
      }
    }
    return findings;
  }

  #readChanged(language: DocumentLanguage, known: ReadonlyMap<string, KnownDocument>): void {
    const swarmFolders = [...known.values()]
      .filter(({ uri }) => isSwarmFile(uri.path))
      .map(({ uri }) => uri.path.slice(0, uri.path.lastIndexOf('/')));
    const workspaceFolders = this.#given.workspaceFolders();
    for (const [key, { uri, text }] of known) {
      const root = rootOf(uri.path, swarmFolders, workspaceFolders);
      const before = this.#read.get(key);
      if (before?.text === text && before.root === root) continue;
      this.#read.set(key, { text, root, document: language.read(uri.path.slice(root.length + 1), text) });
    }
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
