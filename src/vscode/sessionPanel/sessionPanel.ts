import { randomBytes } from 'node:crypto';
import { commands, env, l10n, Uri, ViewColumn, window, type WebviewPanel } from 'vscode';
import { assertNever } from '../../base/assertNever.ts';
import { DisposableStore, toDisposable, type Disposable } from '../../base/disposable.ts';
import type { Log } from '../../base/log.ts';
import { fromSessionPanelSchema, type FromSessionPanel, type ToSessionPanel } from '../../protocol/sessionPanel.ts';
import type { OutputChunk } from '../../protocol/swarmSnapshot.ts';
import { commandIds, sessionPanelType } from '../ids.ts';
import { plainMessage } from '../plainMessage.ts';
import type { SwarmStatus, SwarmStore } from '../swarm/swarmStore.ts';
import { notInTranscript } from './outputJoin.ts';
import { panelHtml } from './panelHtml.ts';

/** How long output is gathered before it is sent, ms: one message per frame or so instead of one per line. */
const gatherMs = 40;

export interface SessionPanelDependencies {
  readonly store: SwarmStore;
  readonly extensionUri: Uri;
  readonly log: Log;
}

/** The editor tab of one session: sends snapshots and output to its page, takes the page's few requests. */
export class SessionPanel implements Disposable {
  readonly #owned = new DisposableStore();
  readonly #session: string;
  readonly #given: SessionPanelDependencies;
  readonly #panel: WebviewPanel;
  #swarm: Disposable = toDisposable(() => undefined);
  #leader: unknown;
  #pending: OutputChunk[] = [];
  #timer: NodeJS.Timeout | undefined;
  #ready = false;
  #fetching = false;

  /** Draws into `restored`, which an earlier window left, or into a new panel. */
  constructor(
    session: string,
    given: SessionPanelDependencies,
    { restored, onClosed }: { readonly restored?: WebviewPanel; readonly onClosed: () => void },
  ) {
    this.#session = session;
    this.#given = given;
    const root = Uri.joinPath(given.extensionUri, 'dist', 'webview');
    this.#panel = restored ?? window.createWebviewPanel(sessionPanelType, session, ViewColumn.Active);
    this.#panel.webview.options = { enableScripts: true, localResourceRoots: [root] };
    this.#owned.add(toDisposable(() => clearTimeout(this.#timer)));
    this.#owned.add(toDisposable(() => this.#swarm.dispose()));
    this.#owned.add(this.#panel);
    this.#owned.add(this.#panel.onDidDispose(onClosed));
    this.#owned.add(this.#panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(message)));
    this.#owned.add(given.store.onDidChange((status) => this.#follow(status)));
    this.#panel.webview.html = this.#page(root);
    this.#follow(given.store.status);
  }

  reveal(): void {
    this.#panel.reveal();
  }

  #page(root: Uri): string {
    const { webview } = this.#panel;
    return panelHtml({
      cspSource: webview.cspSource,
      script: String(webview.asWebviewUri(Uri.joinPath(root, 'sessionPanel.js'))),
      style: String(webview.asWebviewUri(Uri.joinPath(root, 'sessionPanel.css'))),
      nonce: randomBytes(16).toString('base64url'),
      title: this.#session,
      language: env.language,
    });
  }

  /** Listens to the output of the swarm that runs now, and passes the state on. */
  #follow(status: SwarmStatus): void {
    if (status.kind === 'live' && status.leader !== this.#leader) {
      this.#leader = status.leader;
      this.#swarm.dispose();
      this.#swarm = status.leader.onOutput((chunk) => this.#gather(chunk));
      if (this.#ready) void this.#sendTranscript();
    }
    if (!this.#ready) return;
    this.#sendSnapshot();
    if (status.kind === 'ended') this.#send({ type: 'ended' });
  }

  #receive(message: unknown): void {
    const parsed = fromSessionPanelSchema.safeParse(message);
    if (parsed.success) this.#act(parsed.data);
    else this.#given.log.warn(`refused a message from the panel of ${this.#session}`, { reason: parsed.error.message });
  }

  #act(message: FromSessionPanel): void {
    switch (message.type) {
      case 'ready':
        this.#ready = true;
        this.#sendSnapshot();
        void this.#sendTranscript();
        if (this.#given.store.status.kind === 'ended') this.#send({ type: 'ended' });
        return;
      case 'pause':
        void commands.executeCommand(commandIds.pauseSwarm);
        return;
      case 'resume':
        void commands.executeCommand(commandIds.resumeSwarm);
        return;
      case 'showTask':
        void commands.executeCommand(commandIds.showWhy, message.task);
        return;
      default:
        assertNever(message);
    }
  }

  #sendSnapshot(): void {
    const { snapshot } = this.#given.store;
    const session = snapshot?.sessions.find(({ id }) => id === this.#session);
    if (!snapshot || !session) return;
    const tasks = snapshot.tasks.filter((task) => task.session === session.id);
    const { sequence, swarm } = snapshot;
    this.#send({ type: 'snapshot', sequence, session, tasks, swarm: swarm.state });
  }

  async #sendTranscript(): Promise<void> {
    const { leader } = this.#given.store;
    if (!leader) return;
    this.#fetching = true;
    try {
      const chunks = await leader.transcript(this.#session);
      this.#pending = [...notInTranscript(chunks, this.#pending)];
      this.#send({ type: 'transcript', chunks: [...chunks] });
    } catch (fault) {
      const reason = fault instanceof Error ? fault.message : String(fault);
      this.#given.log.error(`cannot read the transcript of ${this.#session}: ${reason}`);
      void window.showErrorMessage(
        plainMessage(l10n.t('What {0} printed earlier cannot be read: {1}', this.#session, reason)),
      );
    } finally {
      this.#fetching = false;
    }
    this.#flush();
  }

  #gather(chunk: OutputChunk): void {
    if (chunk.session !== this.#session || !this.#ready) return;
    this.#pending.push(chunk);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#flush();
    }, gatherMs);
  }

  #flush(): void {
    if (this.#fetching || this.#pending.length === 0) return;
    this.#send({ type: 'output', chunks: this.#pending });
    this.#pending = [];
  }

  #send(message: ToSessionPanel): void {
    void this.#panel.webview.postMessage(message);
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
