import { EventEmitter, l10n, Uri, workspace, type CancellationToken, type TextDocumentContentProvider } from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import { historyScheme } from '../ids.ts';
import { abortOn } from './abortOn.ts';
import { historyText } from './historyText.ts';
import type { WitnessModel } from './witnessModel.ts';

/** Read-only documents with the history of one task each. Their address names the task alone: the folder is always the one whose witness is shown. */
export class HistoryDocuments implements Disposable, TextDocumentContentProvider {
  readonly #owned = new DisposableStore();
  readonly #changed = this.#owned.add(new EventEmitter<Uri>());
  readonly #model: WitnessModel;

  readonly onDidChange = this.#changed.event;

  constructor(model: WitnessModel) {
    this.#model = model;
    this.#owned.add(workspace.registerTextDocumentContentProvider(historyScheme, this));
  }

  /** The address of a task's history; what is open under it is read again. */
  open(task: string): Uri {
    const name = l10n.t('History of {0}', task).replaceAll(/[\\/:]/g, '_');
    const uri = Uri.from({ scheme: historyScheme, path: `/${name}.txt`, query: task });
    this.#changed.fire(uri);
    return uri;
  }

  async provideTextDocumentContent({ query }: Uri, token: CancellationToken): Promise<string> {
    const folder = await this.#model.currentFolder();
    if (folder === undefined) return `${l10n.t('No swarm was run here yet.')}\n`;
    const answer = await this.#model.ask((reader) => reader.history(folder, query, { signal: abortOn(token) }));
    return answer.ok ? historyText(answer.value) : `${answer.error.message}\n`;
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
