import type { Uri } from 'vscode';
import { DisposableStore, toDisposable, type Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import type { Log } from '../../base/log.ts';
import type { Problem } from '../../domain/document/problem.ts';
import type { DocumentLanguage, LoadDocumentLanguage } from './documentLanguage.ts';
import type { DocumentSet } from './documentSet.ts';
import type { LiveView } from './liveView.ts';
import type { ReadDocuments } from './readDocuments.ts';

/** How long typing must pause before documents are read again, ms: about as long as the last check took, so that a small plan is checked at once. */
const shortestPause = 5;
const longestPause = 150;

/** The findings of one document, for the text they were made from. */
export interface Findings {
  readonly uri: Uri;
  readonly text: string;
  readonly problems: readonly Problem[];
}

export interface LinterDependencies {
  readonly documents: DocumentSet;
  readonly read: ReadDocuments;
  readonly load: LoadDocumentLanguage;
  /** What the ledger says of the tasks; rules compare the documents with it. */
  readonly live: LiveView;
  readonly log: Log;
}

/** Checks the documents shortly after they change. Only changed ones are read again; rules see the whole set of a swarm. */
export class Linter implements Disposable {
  readonly #owned = new DisposableStore();
  readonly #given: LinterDependencies;
  readonly #found = this.#owned.add(new Emitter<ReadonlyMap<string, Findings>>());
  #pause = longestPause;
  #timer: NodeJS.Timeout | undefined;
  #findings: ReadonlyMap<string, Findings> = new Map();

  /** Fires with the findings of all documents, by uri, after each check. */
  readonly onDidLint = this.#found.event;

  constructor(given: LinterDependencies) {
    this.#given = given;
    this.#owned.add(toDisposable(() => clearTimeout(this.#timer)));
    this.#owned.add(given.documents.onDidChange(() => this.#schedule()));
    this.#owned.add(given.live.onDidChange(() => this.#schedule()));
  }

  get findings(): ReadonlyMap<string, Findings> {
    return this.#findings;
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.lintNow(), this.#pause);
  }

  /** Checks everything now; resolves to the findings. */
  async lintNow(): Promise<ReadonlyMap<string, Findings>> {
    clearTimeout(this.#timer);
    const { documents, log } = this.#given;
    if (documents.documents.size > 0 || this.#findings.size > 0) {
      try {
        const language = await this.#given.load();
        const began = performance.now();
        this.#findings = this.#lint(language);
        this.#pause = Math.min(longestPause, Math.max(shortestPause, performance.now() - began));
      } catch (fault) {
        log.error(`the documents could not be checked: ${fault instanceof Error ? fault.message : String(fault)}`);
      }
    }
    if (!this.#owned.isDisposed) this.#found.fire(this.#findings);
    return this.#findings;
  }

  #lint(language: DocumentLanguage): ReadonlyMap<string, Findings> {
    const { read, live } = this.#given;
    const byRoot = Map.groupBy(read.refresh(language), ([, { root }]) => root);
    const findings = new Map<string, Findings>();
    for (const [root, members] of byRoot) {
      const problems = language.lint(
        members.map(([, { document }]) => document),
        live.of(root),
      );
      const byFile = Map.groupBy(problems, ({ file }) => file);
      for (const [key, { uri, document, text }] of members)
        findings.set(key, { uri, text, problems: byFile.get(document.path) ?? [] });
    }
    return findings;
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
