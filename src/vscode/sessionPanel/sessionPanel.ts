import { randomBytes } from 'node:crypto';
import { commands, env, l10n, Uri, ViewColumn, window, type WebviewPanel } from 'vscode';
import { assertNever } from '../../base/assertNever.ts';
import { DisposableStore, toDisposable, type Disposable } from '../../base/disposable.ts';
import type { Log } from '../../base/log.ts';
import { fromSessionPanelSchema, type FromSessionPanel, type ToSessionPanel } from '../../protocol/sessionPanel.ts';
import type { OutputChunk } from '../../protocol/swarmSnapshot.ts';
import { commandIds, sessionPanelType } from '../ids.ts';
import { plainMessage } from '../plainMessage.ts';
import type { SwarmControl } from '../swarm/swarmControl.ts';
import type { SwarmStatus, SwarmStore } from '../swarm/swarmStore.ts';
import { notInTranscript } from './outputJoin.ts';
import { panelHtml } from './panelHtml.ts';
import { createPanelSnapshot } from './panelSnapshot.ts';
import { answerNeed, releaseTask, tellSession, type NeedAnswer, type PersonDeskParts } from './personDesk.ts';
import { SentMessages } from './sentMessages.ts';

/** How long output is gathered before it is sent, ms: one message per frame or so instead of one per line. */
const gatherMs = 40;

/** As much of a transcript as there is, bytes: two files of this size. */
const wholeTranscript = 20_000_000;

export interface SessionPanelDependencies {
  readonly store: SwarmStore;
  readonly control: SwarmControl;
  readonly extensionUri: Uri;
  /** Opens a transcript as a document. */
  readonly showTranscript: (session: string, chunks: readonly OutputChunk[]) => Promise<void>;
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
  readonly #sent = new SentMessages();
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
      case 'release':
        void releaseTask(message.task, this.#desk);
        return;
      case 'need':
        void this.#answer(message);
        return;
      case 'message':
        void this.#tell(message.text);
        return;
      case 'openTranscript':
        void this.#openTranscript();
        return;
      default:
        assertNever(message);
    }
  }

  get #desk(): PersonDeskParts {
    return { store: this.#given.store, control: this.#given.control, session: this.#session };
  }

  async #answer(asked: NeedAnswer): Promise<void> {
    if (await answerNeed(asked, this.#desk)) return;
    // It was answered elsewhere meanwhile: what the page shows is out of date.
    this.#given.log.info(`nothing waits any more under ${JSON.stringify(asked.key)}`, { session: this.#session });
    this.#sendSnapshot();
  }

  async #tell(text: string): Promise<void> {
    const at = Date.now();
    this.#sent.add(text.trimEnd(), at);
    const ok = await tellSession(text.trimEnd(), this.#desk);
    if (!ok) this.#sent.takeBack(at);
    this.#send({ type: 'messageTaken', ok });
    this.#sendSent();
  }

  #sendSent(): void {
    this.#send({ type: 'sent', messages: [...this.#sent.waiting] });
  }

  async #openTranscript(): Promise<void> {
    const { store, showTranscript } = this.#given;
    const chunks = await store.leader?.transcript(this.#session, wholeTranscript);
    if (chunks) await showTranscript(this.#session, chunks);
    else void window.showInformationMessage(l10n.t('The swarm has ended; its transcripts are below .s2/logs.'));
  }

  #sendSnapshot(): void {
    // A snapshot that says that a task is over must not overtake what it did before.
    this.#flush();
    const { snapshot } = this.#given.store;
    const shown = snapshot && createPanelSnapshot(snapshot, this.#session);
    if (shown) this.#send(shown);
  }

  async #sendTranscript(): Promise<void> {
    const { leader } = this.#given.store;
    if (!leader) return;
    this.#fetching = true;
    try {
      const chunks = await leader.transcript(this.#session);
      this.#pending = [...notInTranscript(chunks, this.#pending)];
      for (const chunk of chunks) this.#sent.heard(chunk);
      this.#send({ type: 'transcript', chunks: [...chunks] });
      this.#sendSent();
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
    if (this.#sent.heard(chunk)) this.#sendSent();
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
