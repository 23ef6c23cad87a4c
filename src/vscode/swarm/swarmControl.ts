import { commands, l10n, ProgressLocation, window, workspace, type CancellationToken } from 'vscode';
import { toDisposable, type Disposable } from '../../base/disposable.ts';
import type { Log } from '../../base/log.ts';
import type { Result } from '../../base/result.ts';
import type { EditorKeys, FindModelAccess } from '../../protocol/secretStore.ts';
import { noSandbox, type Launcher, type LeaderProblem, type SwarmLeader } from '../../protocol/swarmLeader.ts';
import { commandIds, viewIds } from '../ids.ts';
import { plainMessage } from '../plainMessage.ts';
import type { SandboxConsent } from './sandboxConsent.ts';
import type { SwarmFolders } from './swarmFolders.ts';
import type { SwarmStore } from './swarmStore.ts';

export interface SwarmControlDependencies {
  readonly store: SwarmStore;
  readonly folders: SwarmFolders;
  /** Loads what leads a swarm; called at the first launch, or when agents are at work already, and not before. */
  readonly loadLauncher: () => Promise<Launcher>;
  /** Whether a swarm may be at work in the folder: a cheap look that loads nothing. */
  readonly mayBeRunning: (folder: string) => Promise<boolean>;
  /** What the editor has for signing keys, as the person wants it now. */
  readonly editorKeys: () => EditorKeys;
  /** The keys of models that the editor keeps. */
  readonly modelAccess: FindModelAccess;
  /** How commands are to be confined. */
  readonly sandbox: SandboxConsent;
  readonly log: Log;
}

/** Starts and ends the swarm of this window for a person: asks what is unclear, shows progress, says what went wrong. */
export class SwarmControl {
  readonly #given: SwarmControlDependencies;
  #problems: Disposable = toDisposable(() => undefined);

  constructor(given: SwarmControlDependencies) {
    this.#given = given;
  }

  async launch(): Promise<void> {
    const { store } = this.#given;
    if (!workspace.isTrusted) return explainTrust();
    if (store.status.kind === 'live' || store.status.kind === 'launching') {
      void window.showInformationMessage(l10n.t('This window already runs a swarm. Stop it before launching another.'));
      return;
    }
    const folder = await this.#chooseFolder();
    if (folder === undefined) return;
    await commands.executeCommand(`${viewIds.board}.focus`);
    const title = l10n.t('Launching the swarm');
    await window.withProgress(
      { location: ProgressLocation.Notification, title, cancellable: true },
      (progress, token) => this.#start(folder, token, (message) => progress.report({ message })),
    );
  }

  async #start(folder: string, token: CancellationToken, report: (message: string) => void): Promise<void> {
    const { store, loadLauncher, log, editorKeys, modelAccess, sandbox } = this.#given;
    store.launching(folder);
    let launched: Result<SwarmLeader, LeaderProblem>;
    try {
      report(l10n.t('reading the plan'));
      const { launchSwarm } = await loadLauncher();
      const options = { log, keys: editorKeys(), access: modelAccess };
      launched = await launchSwarm(folder, { ...options, sandbox: sandbox.wanted(folder) });
      if (!launched.ok && launched.error.code === noSandbox && (await sandbox.ask(folder, launched.error.message)))
        launched = await launchSwarm(folder, { ...options, sandbox: 'auto' });
    } catch (fault) {
      store.detach();
      throw fault;
    }
    if (!launched.ok) {
      store.detach();
      // The person has just been asked about this one.
      if (launched.error.code !== noSandbox) void this.#showProblem(launched.error);
      return;
    }
    log.info(`launched the swarm in ${folder}`);
    this.#attach(folder, launched.value);
    if (!token.isCancellationRequested) return;
    report(l10n.t('stopping'));
    await this.stop();
  }

  /** Shows the swarm of this workspace: whose agents work on since an earlier window, or how it was left. */
  async attachIfRunning(): Promise<void> {
    const { folders, loadLauncher, mayBeRunning, log, store } = this.#given;
    for (const folder of await folders.refresh()) {
      if (!workspace.isTrusted || store.status.kind !== 'idle' || !(await mayBeRunning(folder))) continue;
      const { attachSwarm, lastSnapshot } = await loadLauncher();
      const leader = await attachSwarm(folder);
      const last = leader ? undefined : lastSnapshot(folder);
      if (leader) this.#attach(folder, leader);
      else if (last) store.recall(folder, last);
      log.info(leader ? `attached to the swarm in ${folder}` : `nobody leads the swarm in ${folder}`);
    }
  }

  #attach(folder: string, leader: SwarmLeader): void {
    this.#problems.dispose();
    this.#problems = leader.onProblem((problem) => void this.#showProblem(problem));
    this.#given.store.attach(folder, leader);
  }

  async stop(): Promise<void> {
    const { store, log } = this.#given;
    const { leader } = store;
    if (!leader) return;
    await window.withProgress({ location: ProgressLocation.Window, title: l10n.t('Stopping the swarm') }, () =>
      leader.stop(),
    );
    this.#problems.dispose();
    store.detach();
    leader.dispose();
    log.info('stopped the swarm');
  }

  /** Lets go of the swarm for a window that goes away: its agents work on, led by their host, and the next window attaches. */
  async shutDown(): Promise<void> {
    const { leader } = this.#given.store;
    if (!leader) return;
    await leader.leave();
    leader.dispose();
  }

  /** Does `act` with the running swarm and tells the person if it was refused. */
  async withLeader(act: (leader: SwarmLeader) => Promise<Result<unknown, LeaderProblem>>): Promise<void> {
    const { leader } = this.#given.store;
    if (!leader) return this.#offerLaunch();
    const answer = await act(leader);
    if (!answer.ok) await this.#showProblem(answer.error);
  }

  async #offerLaunch(): Promise<void> {
    const launch = l10n.t('Launch Swarm');
    const chosen = await window.showInformationMessage(l10n.t('No swarm runs in this window.'), launch);
    if (chosen === launch) await this.launch();
  }

  async #showProblem(problem: LeaderProblem): Promise<void> {
    this.#given.log.warn(problem.message, { code: problem.code });
    const showLog = l10n.t('Show Log');
    const chosen = await window.showErrorMessage(plainMessage(problem.message), showLog);
    if (chosen === showLog) await commands.executeCommand(commandIds.showLog);
  }

  async #chooseFolder(): Promise<string | undefined> {
    const folders = await this.#given.folders.refresh();
    if (folders.length === 0) {
      const create = l10n.t('Create swarm.yaml');
      const text = l10n.t('There is no swarm.yaml in this workspace. Create one that names your phase files.');
      const chosen = await window.showInformationMessage(text, create);
      if (chosen === create) await commands.executeCommand(commandIds.createSwarmFile);
      return undefined;
    }
    if (folders.length === 1) return folders[0];
    const picks = folders.map((folder) => ({ label: workspace.asRelativePath(folder, true), folder }));
    const picked = await window.showQuickPick(picks, { placeHolder: l10n.t('Which swarm do you want to launch?') });
    return picked?.folder;
  }
}

async function explainTrust(): Promise<void> {
  const manage = l10n.t('Manage Workspace Trust');
  const text = l10n.t(
    'A swarm runs commands from this folder, so it launches only in a trusted workspace. Diagnostics work without trust.',
  );
  const chosen = await window.showWarningMessage(text, manage);
  if (chosen === manage) await commands.executeCommand('workbench.trust.manage');
}
