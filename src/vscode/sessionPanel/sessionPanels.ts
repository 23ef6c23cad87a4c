import type { WebviewPanel } from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import { sessionPanelStateSchema } from '../../protocol/sessionPanel.ts';
import { SessionPanel, type SessionPanelDependencies } from './sessionPanel.ts';
import { TranscriptDocuments } from './transcriptDocument.ts';

/** The open session panels, at most one for each session. */
export class SessionPanels implements Disposable {
  readonly #open = new Map<string, SessionPanel>();
  readonly #documents = new TranscriptDocuments();
  readonly #given: SessionPanelDependencies;

  constructor(given: Omit<SessionPanelDependencies, 'showTranscript'>) {
    this.#given = { ...given, showTranscript: (session, chunks) => this.#documents.show(session, chunks) };
  }

  /** Opens the panel of `session`, or brings the open one to the front. */
  show(session: string): void {
    const open = this.#open.get(session);
    if (open) return open.reveal();
    this.#add(session);
  }

  /** Goes on with a panel that an earlier window left. `state` is what its page kept; a panel that is nobody's is closed. */
  restore(restored: WebviewPanel, state: unknown): void {
    const kept = sessionPanelStateSchema.safeParse(state);
    if (kept.success && !this.#open.has(kept.data.session)) this.#add(kept.data.session, restored);
    else restored.dispose();
  }

  #add(session: string, restored?: WebviewPanel): void {
    const onClosed = () => {
      this.#open.delete(session);
      panel.dispose();
    };
    const panel = new SessionPanel(session, this.#given, { onClosed, ...(restored ? { restored } : {}) });
    this.#open.set(session, panel);
  }

  dispose(): void {
    for (const panel of [...this.#open.values()]) panel.dispose();
    this.#open.clear();
    this.#documents.dispose();
  }
}
