import type { Disposable } from '../../base/disposable.ts';
import { SessionPanel, type SessionPanelDependencies } from './sessionPanel.ts';

/** The open session panels, at most one for each session. */
export class SessionPanels implements Disposable {
  readonly #open = new Map<string, SessionPanel>();
  readonly #given: SessionPanelDependencies;

  constructor(given: SessionPanelDependencies) {
    this.#given = given;
  }

  /** Opens the panel of `session`, or brings the open one to the front. */
  show(session: string): void {
    const open = this.#open.get(session);
    if (open) return open.reveal();
    const panel = new SessionPanel(session, this.#given, () => {
      this.#open.delete(session);
      panel.dispose();
    });
    this.#open.set(session, panel);
  }

  dispose(): void {
    for (const panel of [...this.#open.values()]) panel.dispose();
    this.#open.clear();
  }
}
