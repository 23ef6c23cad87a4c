import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import type { Log } from '../../base/log.ts';
import type { Result } from '../../base/result.ts';
import type { LeaderProblem } from '../../protocol/swarmLeader.ts';
import type {
  WitnessAnchors,
  WitnessAsking,
  WitnessPage,
  WitnessReader,
  WitnessVerdictView,
} from '../../protocol/witnessView.ts';
import type { SwarmStore } from '../swarm/swarmStore.ts';

/** What is known of the ledger as it is stored; nothing of it is verified. */
export type WitnessLedger =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'none' }
  | { readonly kind: 'problem'; readonly message: string }
  | { readonly kind: 'read'; readonly page: WitnessPage; readonly anchors: WitnessAnchors | undefined };

/** The last verification that somebody asked for. */
export type Verification =
  | { readonly kind: 'never' }
  | { readonly kind: 'running' }
  | { readonly kind: 'problem'; readonly message: string }
  | { readonly kind: 'done'; readonly verdict: WitnessVerdictView };

export type WitnessGrouping = 'time' | 'task';

export interface WitnessModelDependencies {
  readonly store: SwarmStore;
  /** The folder whose ledger is shown when no swarm is known; undefined when there is none, or it is not trusted. */
  readonly folder: () => Promise<string | undefined>;
  /** Loads what reads ledgers; called when somebody looks, and not before. */
  readonly load: () => Promise<WitnessReader>;
  /** Resolves after so many milliseconds. */
  readonly wait: (ms: number) => Promise<void>;
  readonly log: Log;
}

const pageSize = 50;
/** More is for an export; every row is drawn again at each change. */
const mostEntries = 1_000;
/** A swarm at work writes many entries a second; nobody reads them faster than this. */
const settleMs = 500;

/** The witness of this window's swarm, for the view that draws it and the commands about it. Reads nothing while nobody looks. */
export class WitnessModel implements Disposable {
  readonly #owned = new DisposableStore();
  readonly #changed = this.#owned.add(new Emitter<void>());
  readonly #given: WitnessModelDependencies;
  #reader: Promise<WitnessReader> | undefined;
  #ledger: WitnessLedger = { kind: 'unknown' };
  #verification: Verification = { kind: 'never' };
  #grouping: WitnessGrouping = 'time';
  #limit = pageSize;
  #folder: string | undefined;
  #visible = false;
  #refreshing: Promise<void> | undefined;
  #stale = false;

  readonly onDidChange = this.#changed.event;

  constructor(given: WitnessModelDependencies) {
    this.#given = given;
    let drawn = '';
    this.#owned.add(
      given.store.onDidChange(({ kind }) => {
        const now = `${kind} ${given.store.snapshot?.sequence ?? ''}`;
        if (now === drawn) return;
        drawn = now;
        if (this.#visible) void this.refresh();
      }),
    );
  }

  get ledger(): WitnessLedger {
    return this.#ledger;
  }

  get verification(): Verification {
    return this.#verification;
  }

  get grouping(): WitnessGrouping {
    return this.#grouping;
  }

  get hasOlder(): boolean {
    const { kind } = this.#ledger;
    return kind === 'read' && this.#ledger.page.entries.length < Math.min(this.#ledger.page.size, mostEntries);
  }

  set visible(visible: boolean) {
    this.#visible = visible;
    if (visible) void this.refresh();
  }

  groupBy(grouping: WitnessGrouping): void {
    this.#grouping = grouping;
    this.#changed.fire();
  }

  showOlder(): Promise<void> {
    this.#limit = Math.min(this.#limit + pageSize, mostEntries);
    return this.refresh();
  }

  /** Reads the end of the ledger again. What is asked for meanwhile is one more reading after this one. */
  refresh(): Promise<void> {
    this.#stale = true;
    this.#refreshing ??= this.#read().finally(() => (this.#refreshing = undefined));
    return this.#refreshing;
  }

  async #read(): Promise<void> {
    while (this.#stale && !this.#owned.isDisposed) {
      this.#stale = false;
      const ledger = await this.#look();
      // The window's folders may have changed meanwhile; another reading is under way then.
      this.#ledger = ledger;
      this.#changed.fire();
      if (this.#stale) await this.#given.wait(settleMs);
    }
  }

  async #look(): Promise<WitnessLedger> {
    const folder = await this.currentFolder();
    if (folder === undefined) return { kind: 'none' };
    try {
      const reader = await this.#load();
      const page = await reader.page(folder, this.#limit);
      if (!page.ok) return { kind: 'problem', message: page.error.message };
      if (!page.value) return { kind: 'none' };
      return { kind: 'read', page: page.value, anchors: await this.#anchors(reader, folder) };
    } catch (fault) {
      const message = fault instanceof Error ? fault.message : String(fault);
      this.#given.log.error(`the ledger cannot be read: ${message}`);
      return { kind: 'problem', message };
    }
  }

  #anchored: { readonly of: string; readonly anchors: WitnessAnchors | undefined } | undefined;

  /** Anchors are made when a run ends, so git is asked when the swarm's state changes and not at every entry. */
  async #anchors(reader: WitnessReader, folder: string): Promise<WitnessAnchors | undefined> {
    const of = `${folder} ${this.#given.store.status.kind} ${this.#given.store.snapshot?.swarm.state ?? ''}`;
    if (this.#anchored?.of !== of) {
      const read = await reader.anchors(folder);
      if (!read.ok) this.#given.log.warn(read.error.message, { code: read.error.code });
      this.#anchored = { of, anchors: read.ok ? read.value : undefined };
    }
    return this.#anchored.anchors;
  }

  /** The folder whose ledger is shown. What was found about another one is forgotten. */
  async currentFolder(): Promise<string | undefined> {
    const folder = this.#given.store.folder ?? (await this.#given.folder());
    if (folder !== this.#folder) {
      this.#folder = folder;
      this.#verification = { kind: 'never' };
      this.#limit = pageSize;
    }
    return folder;
  }

  /** Verifies the whole ledger; undefined when it was ended early, and what was known before stays. */
  async verify(folder: string, asking: WitnessAsking): Promise<Verification> {
    const before = this.#verification;
    this.#setVerification({ kind: 'running' });
    try {
      const answer = await this.ask((reader) => reader.verify(folder, asking));
      if (answer.ok) this.#setVerification({ kind: 'done', verdict: answer.value });
      else if (answer.error.code === 'cancelled') this.#setVerification(before);
      else this.#setVerification({ kind: 'problem', message: answer.error.message });
    } catch (fault) {
      this.#setVerification(before);
      throw fault;
    }
    this.#anchored = undefined;
    if (this.#visible) void this.refresh();
    return this.#verification;
  }

  /** Asks the reader, which is loaded now if nobody has looked yet. */
  async ask<Value>(
    question: (reader: WitnessReader) => Promise<Result<Value, LeaderProblem>>,
  ): Promise<Result<Value, LeaderProblem>> {
    return question(await this.#load());
  }

  #load(): Promise<WitnessReader> {
    this.#reader ??= this.#given.load();
    return this.#reader;
  }

  #setVerification(verification: Verification): void {
    this.#verification = verification;
    this.#changed.fire();
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
