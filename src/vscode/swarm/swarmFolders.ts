import { dirname } from 'node:path';
import { commands, workspace } from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import { contextIds } from '../ids.ts';

const swarmFiles = '**/swarm.yaml';
const notPlans = '**/{node_modules,.s2,.git}/**';

/** Knows which folders of the workspace hold a swarm.yaml, shallowest first; keeps the `when` key current. */
export class SwarmFolders implements Disposable {
  readonly #owned = new DisposableStore();
  #folders: readonly string[] = [];

  constructor() {
    const watcher = this.#owned.add(workspace.createFileSystemWatcher(swarmFiles, false, true, false));
    this.#owned.add(watcher.onDidCreate(() => this.refresh()));
    this.#owned.add(watcher.onDidDelete(() => this.refresh()));
    this.#owned.add(workspace.onDidChangeWorkspaceFolders(() => this.refresh()));
  }

  /** Absolute paths as of the last refresh. */
  get folders(): readonly string[] {
    return this.#folders;
  }

  async refresh(): Promise<readonly string[]> {
    const files = await workspace.findFiles(swarmFiles, notPlans, 50);
    const folders = files.filter(({ scheme }) => scheme === 'file').map(({ fsPath }) => dirname(fsPath));
    this.#folders = folders.sort((a, b) => a.length - b.length || a.localeCompare(b));
    await commands.executeCommand('setContext', contextIds.hasSwarmFile, this.#folders.length > 0);
    return this.#folders;
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
