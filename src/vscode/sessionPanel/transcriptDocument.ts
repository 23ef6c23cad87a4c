import { l10n, Uri, window, workspace } from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import type { OutputChunk } from '../../protocol/swarmSnapshot.ts';
import { transcriptScheme } from '../ids.ts';
import { transcriptText } from './transcriptText.ts';

/** Shows whole transcripts as documents that cannot be written. */
export class TranscriptDocuments implements Disposable {
  readonly #texts = new Map<string, string>();
  readonly #provider: Disposable;
  #shown = 0;

  constructor() {
    this.#provider = workspace.registerTextDocumentContentProvider(transcriptScheme, {
      provideTextDocumentContent: ({ query }) =>
        this.#texts.get(query) ?? l10n.t('Open the transcript from its session again.'),
    });
  }

  async show(session: string, chunks: readonly OutputChunk[]): Promise<void> {
    this.#shown += 1;
    // The last one is enough: an open document keeps its text.
    this.#texts.clear();
    this.#texts.set(String(this.#shown), transcriptText(chunks));
    const path = `/${session.replace(/[^\w.-]+/g, '-')} transcript.txt`;
    const uri = Uri.from({ scheme: transcriptScheme, path, query: String(this.#shown) });
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
  }

  dispose(): void {
    this.#provider.dispose();
  }
}
