import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import {
  LanguageModelTextPart,
  LanguageModelToolResult,
  lm,
  McpStdioServerDefinition,
  window,
  workspace,
  type ExtensionContext,
} from 'vscode';
import { DisposableStore, toDisposable, type Disposable } from '../base/disposable.ts';
import type { Log } from '../base/log.ts';
import type { EditorDesk } from '../protocol/editorTools.ts';
import type { ResultDesk } from '../protocol/resultMerge.ts';
import type { EditorKeys, KeyStorage } from '../protocol/secretStore.ts';
import type { Launcher } from '../protocol/swarmLeader.ts';
import { guardCommands } from '../vscode/commands/guardCommands.ts';
import type { WitnessReader } from '../protocol/witnessView.ts';
import { resultCommands } from '../vscode/commands/resultCommands.ts';
import { registerCommands } from '../vscode/commands/registerCommands.ts';
import { swarmCommands } from '../vscode/commands/swarmCommands.ts';
import { taskCommands } from '../vscode/commands/taskCommands.ts';
import { witnessCommands } from '../vscode/commands/witnessCommands.ts';
import { budgetCommands } from '../vscode/costs/budgetCommands.ts';
import { CostView } from '../vscode/costs/costView.ts';
import type { DocumentLanguage } from '../vscode/documents/documentLanguage.ts';
import { startDocuments } from '../vscode/documents/startDocuments.ts';
import { createEditorSecrets } from '../vscode/editorSecrets.ts';
import { commandIds, mcpProviderId, sessionPanelType, settingIds } from '../vscode/ids.ts';
import { createEditorTool } from '../vscode/mcp/languageModelTools.ts';
import { createMcpDefinitions } from '../vscode/mcp/mcpDefinitions.ts';
import { createEditorModels } from '../vscode/models/editorModels.ts';
import { createModelOffer } from '../vscode/models/modelOffer.ts';
import { createOutputLog } from '../vscode/outputLog.ts';
import type { SessionPanels } from '../vscode/sessionPanel/sessionPanels.ts';
import { startFeatures } from '../vscode/startFeatures.ts';
import { createContextKeys } from '../vscode/swarm/contextKeys.ts';
import { ModelKeys } from '../vscode/swarm/modelKeys.ts';
import { createNeedsYouNotifier } from '../vscode/swarm/needsYouNotifier.ts';
import { createSandboxConsent } from '../vscode/swarm/sandboxConsent.ts';
import { SwarmControl } from '../vscode/swarm/swarmControl.ts';
import { SwarmFolders } from '../vscode/swarm/swarmFolders.ts';
import { SwarmStore } from '../vscode/swarm/swarmStore.ts';
import { createBlockersView } from '../vscode/views/blockersView.ts';
import { BoardView } from '../vscode/views/boardView.ts';
import { createInboxView } from '../vscode/views/inboxView.ts';
import { createSessionsView } from '../vscode/views/sessionsView.ts';
import { createStatusBar } from '../vscode/views/statusBar.ts';
import { HistoryDocuments } from '../vscode/witness/historyDocuments.ts';
import { WitnessModel } from '../vscode/witness/witnessModel.ts';
import { WitnessView } from '../vscode/witness/witnessView.ts';

/** What this window has to end before it goes away. */
let shutDown: () => Promise<void> = () => Promise.resolve();

/** Called by the editor: registers everything and loads nothing that only a launch or a plan needs. */
export function activate(context: ExtensionContext): void {
  const owned = new DisposableStore();
  context.subscriptions.push(owned);
  const channel = owned.add(window.createOutputChannel('S² Swarm', { log: true }));
  const log = createOutputLog(channel);
  const store = owned.add(new SwarmStore());
  const folders = owned.add(new SwarmFolders());
  const secrets = createEditorSecrets(context.secrets);
  const editorKeys = (): EditorKeys => ({ storage: wantedKeyStorage(), secrets });
  const modelKeys = new ModelKeys(secrets);
  const modelAccess = (credential: string) => modelKeys.find(credential);
  const sandbox = createSandboxConsent(context.workspaceState);
  const control = new SwarmControl({
    store,
    folders,
    loadLauncher,
    mayBeRunning,
    editorKeys,
    modelAccess,
    sandbox,
    log,
  });
  shutDown = () => control.shutDown();
  const board = owned.add(new BoardView(store));
  const costs = owned.add(new CostView(store));
  const documents = owned.add(
    startDocuments({ load: loadDocumentLanguage, extensionUri: context.extensionUri, store, log }),
  );
  const folder = () => witnessFolder(folders);
  const witness = owned.add(new WitnessModel({ store, folder, load: loadWitness, wait, log }));
  const histories = owned.add(new HistoryDocuments(witness));
  const loadPanels = panelLoader(context, { store, control, log, owned });
  const openPanel = async (session: string) => (await loadPanels()).show(session);
  const diskOf = async (where: string, session: string) => (await loadLauncher()).sessionDisk(where, session);
  const features = [
    { name: 'the sessions view', start: () => createSessionsView(store, diskOf) },
    { name: 'the inbox', start: () => createInboxView(store) },
    { name: 'the blockers view', start: () => createBlockersView(store) },
    { name: 'the witness view', start: () => new WitnessView(witness) },
    { name: 'the status bar', start: () => createStatusBar(store) },
    { name: 'restored panels', start: () => restorePanels(loadPanels) },
    { name: 'the context keys', start: () => createContextKeys(store) },
    { name: 'MCP servers', start: () => offerMcpServers(context, store) },
    { name: 'language-model tools', start: () => offerTools(context, store, log) },
    { name: 'models of the editor', start: () => offerModels(store, log) },
    { name: 'notifications', start: () => createNeedsYouNotifier(store) },
  ];
  owned.add(startFeatures(features, log));
  const handlers = {
    ...taskCommands({ store, control, openPanel }),
    ...guardCommands({ store, control }),
    ...budgetCommands({ control, costs }),
    ...witnessCommands({ model: witness, store, histories }),
    ...resultCommands({ store, folder, loadDesk: loadResultDesk }),
    [commandIds.setAnthropicKey]: (): Promise<void> => modelKeys.ask(),
    ...swarmCommands({
      control,
      board,
      extensionId: context.extension.id,
      lintWorkspace: () => documents.lintWorkspace(),
      showLog: () => channel.show(),
    }),
  };
  owned.add(registerCommands(handlers, log));
  control
    .attachIfRunning()
    .catch((fault: unknown) => log.error(`the workspace could not be searched: ${String(fault)}`));
}

/** Called by the editor before the window's extensions end; the agents work on. */
export function deactivate(): Promise<void> {
  return shutDown();
}

/** Where the person wants signing keys. */
function wantedKeyStorage(): KeyStorage {
  return workspace.getConfiguration().get(settingIds.keysStorage) === 'editor' ? 'editor' : 'file';
}

/** The coordinator and its native module, in a file of their own. */
function loadLauncher(): Promise<Launcher> {
  return import('./leader.ts');
}

/** Offers the editor's own agents a server for each session that an outside agent may work as. */
function offerMcpServers(context: ExtensionContext, store: SwarmStore): Disposable {
  const owned = new DisposableStore();
  const version = String(Object(context.extension.packageJSON).version);
  const definitions = createMcpDefinitions({
    store,
    editor: {
      isTrusted: () => workspace.isTrusted,
      define: (label, command, args, env) => new McpStdioServerDefinition(label, command, args, env, version),
    },
    program: context.asAbsolutePath(join('dist', 'cli.js')),
    tokenOf: async (folder, session) => (await loadLauncher()).sessionToken(folder, session),
  });
  owned.add(definitions);
  owned.add(lm.registerMcpServerDefinitionProvider(mcpProviderId, definitions));
  return owned;
}

/** Registers the tools that the manifest declares, for the editor's own models; what does their work is loaded at the first call. */
function offerTools(context: ExtensionContext, store: SwarmStore, log: Log): Disposable {
  const owned = new DisposableStore();
  let desk: Promise<EditorDesk> | undefined;
  const leave = (): void => {
    desk?.then((open) => open.leave()).catch((fault: unknown) => log.warn(`a session was not left: ${String(fault)}`));
  };
  const parts = {
    store,
    isTrusted: () => workspace.isTrusted,
    loadDesk: () => (desk ??= import('./editorDesk.ts').then(({ createEditorDesk }) => createEditorDesk(log))),
    result: (text: string) => new LanguageModelToolResult([new LanguageModelTextPart(text)]),
  };
  const declared: readonly { readonly name: string }[] = context.extension.packageJSON.contributes.languageModelTools;
  for (const { name } of declared) owned.add(lm.registerTool(name, createEditorTool(name, parts)));
  owned.add(store.onDidChange(({ kind }) => void (kind === 'live' || leave())));
  owned.add(toDisposable(leave));
  return owned;
}

/** Lets the agents of a running swarm call the models of this window. */
function offerModels(store: SwarmStore, log: Log): Disposable {
  const serve = async (folder: string) => {
    const { startModelService } = await import('./modelService.ts');
    return startModelService(folder, { models: createEditorModels(), log });
  };
  return createModelOffer({ store, isTrusted: () => workspace.isTrusted, serve, log });
}

/** What reads ledgers, with its native module; in a file of its own. */
async function loadWitness(): Promise<WitnessReader> {
  const { createWitnessReader } = await import('./witnessDesk.ts');
  return createWitnessReader();
}

/** What merges into a person's checkout, with the native ledger; in a file of its own. */
async function loadResultDesk(): Promise<ResultDesk> {
  const { createResultDesk } = await import('./resultDesk.ts');
  return createResultDesk();
}

/** Whose ledger is shown before any swarm was launched here. Reading one runs git, which a folder that is not trusted could turn against its reader. */
async function witnessFolder(folders: SwarmFolders): Promise<string | undefined> {
  if (!workspace.isTrusted) return undefined;
  return folders.folders[0] ?? (await folders.refresh())[0];
}

/** Where a swarm was run, agents may be at work: whether they are, only their leader can say. */
function mayBeRunning(folder: string): Promise<boolean> {
  return access(join(folder, '.s2', 'host.lock')).then(
    () => true,
    () => false,
  );
}

/** The document language with its reading libraries; evaluated at the first relevant document. */
async function loadDocumentLanguage(): Promise<DocumentLanguage> {
  const { createDocumentLanguage } = await import('./documentLanguage.ts');
  return createDocumentLanguage();
}

interface PanelOwner {
  readonly store: SwarmStore;
  readonly control: SwarmControl;
  readonly log: Log;
  readonly owned: DisposableStore;
}

/** The session panels; their code and their message schemas are evaluated at the first one. */
function panelLoader(
  context: ExtensionContext,
  { store, control, log, owned }: PanelOwner,
): () => Promise<SessionPanels> {
  let panels: SessionPanels | undefined;
  return async () => {
    const { SessionPanels } = await import('../vscode/sessionPanel/sessionPanels.ts');
    panels ??= owned.add(new SessionPanels({ store, control, log, extensionUri: context.extensionUri }));
    return panels;
  };
}

/** Lets the editor bring back the panels of a window that was reloaded. */
function restorePanels(loadPanels: () => Promise<SessionPanels>): Disposable {
  return window.registerWebviewPanelSerializer(sessionPanelType, {
    deserializeWebviewPanel: async (panel, state: unknown) => (await loadPanels()).restore(panel, state),
  });
}
