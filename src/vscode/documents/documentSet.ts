import { workspace, type TextDocument, type Uri } from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import type { Log } from '../../base/log.ts';
import { isSwarmDocument } from './documentRoots.ts';

/** A document with the text that counts now: the editor's if it is open there, else the file's. */
export interface KnownDocument {
  readonly uri: Uri;
  readonly text: string;
}

const documentFiles = '**/*.{md,yaml,yml,txt}';
const notDocuments = '**/{node_modules,.s2,.git,dist}/**';
/** A plan has tens of files; the limit only guards against a workspace that is a whole disk. */
const maxFiles = 5_000;
const maxBytes = 2_000_000;

/** All documents of a swarm in the workspace, followed on disk and in editors. */
export class DocumentSet implements Disposable {
  readonly #owned = new DisposableStore();
  readonly #changed = this.#owned.add(new Emitter<Uri>());
  readonly #known = new Map<string, KnownDocument>();
  readonly #log: Log;

  /** Fires for each document that is new, changed or gone. */
  readonly onDidChange = this.#changed.event;

  constructor(log: Log) {
    this.#log = log;
    this.#owned.add(workspace.onDidOpenTextDocument((document) => this.#take(document)));
    this.#owned.add(workspace.onDidChangeTextDocument(({ document }) => this.#take(document)));
    this.#owned.add(workspace.onDidCloseTextDocument(({ uri }) => void this.#readFile(uri)));
    const watcher = this.#owned.add(workspace.createFileSystemWatcher(documentFiles));
    for (const event of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete])
      this.#owned.add(event((uri) => void this.#readFile(uri)));
  }

  get documents(): ReadonlyMap<string, KnownDocument> {
    return this.#known;
  }

  /** Reads every document of the workspace; resolves when all are known. */
  async readAll(): Promise<void> {
    for (const document of workspace.textDocuments) this.#take(document);
    const uris = await workspace.findFiles(documentFiles, notDocuments, maxFiles);
    await Promise.all(uris.map((uri) => this.#readFile(uri)));
  }

  #take(document: TextDocument): void {
    if (isFollowed(document.uri)) this.#set(document.uri, document.getText());
  }

  async #readFile(uri: Uri): Promise<void> {
    if (!isFollowed(uri)) return;
    const open = workspace.textDocuments.find((document) => !document.isClosed && String(document.uri) === String(uri));
    if (open) return this.#take(open);
    this.#set(uri, await this.#textOf(uri));
  }

  /** The file's text; undefined when there is no file (any more), or none that can be a plan. */
  async #textOf(uri: Uri): Promise<string | undefined> {
    try {
      const { size } = await workspace.fs.stat(uri);
      if (size > maxBytes) {
        this.#log.warn(`${uri.fsPath} is left out: ${size} bytes are too many for a plan`);
        return undefined;
      }
      return new TextDecoder().decode(await workspace.fs.readFile(uri));
    } catch (fault) {
      this.#log.info(`${uri.fsPath} is not read: ${fault instanceof Error ? fault.message : String(fault)}`);
      return undefined;
    }
  }

  #set(uri: Uri, text: string | undefined): void {
    const key = String(uri);
    if (this.#known.get(key)?.text === text) return;
    if (text === undefined) this.#known.delete(key);
    else this.#known.set(key, { uri, text });
    this.#changed.fire(uri);
  }

  dispose(): void {
    this.#owned.dispose();
  }
}

function isFollowed({ scheme, path }: Uri): boolean {
  if (scheme !== 'file' && scheme !== 'untitled') return false;
  return isSwarmDocument(path) && !/\/(?:node_modules|\.s2|\.git|dist)\//.test(path);
}
