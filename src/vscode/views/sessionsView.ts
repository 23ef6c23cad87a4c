import { EventEmitter, l10n, MarkdownString, TreeItem, window, type TreeDataProvider } from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import type { SessionView } from '../../protocol/swarmSnapshot.ts';
import { commandIds, viewIds } from '../ids.ts';
import type { SwarmStore } from '../swarm/swarmStore.ts';
import { sessionLook } from './labels.ts';

/** What a session's worktrees take of the disk, as a person reads it; undefined when that was not measured. */
export type DiskOf = (folder: string, session: string) => Promise<string | undefined>;

/** The sessions of the swarm, each with what it does now; choosing one opens its panel. */
export class SessionsView implements Disposable, TreeDataProvider<SessionView> {
  readonly #owned = new DisposableStore();
  readonly #changed = this.#owned.add(new EventEmitter<undefined>());
  readonly #store: SwarmStore;
  readonly #diskOf: DiskOf;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(store: SwarmStore, diskOf: DiskOf) {
    this.#store = store;
    this.#diskOf = diskOf;
    this.#owned.add(window.createTreeView(viewIds.sessions, { treeDataProvider: this }));
    this.#owned.add(store.onDidChange(() => this.#changed.fire(undefined)));
  }

  getTreeItem = sessionItem;

  /** What only whoever points at a session wants to know is looked up then. */
  async resolveTreeItem(item: TreeItem, session: SessionView): Promise<TreeItem> {
    const { folder } = this.#store;
    const disk = folder === undefined ? undefined : await this.#diskOf(folder, session.id);
    if (disk !== undefined && item.tooltip instanceof MarkdownString)
      item.tooltip.appendMarkdown('\n\n').appendText(l10n.t('Its worktrees take {0} of the disk.', disk));
    return item;
  }

  getChildren(node?: SessionView): SessionView[] {
    return node ? [] : [...(this.#store.snapshot?.sessions ?? [])];
  }

  dispose(): void {
    this.#owned.dispose();
  }
}

function sessionItem(session: SessionView): TreeItem {
  const look = sessionLook(session);
  const { completed, total } = session.tasks;
  const agents = agentsOf(session);
  const item = new TreeItem(session.id);
  item.id = session.id;
  item.iconPath = look.icon;
  item.description = [session.role, `${completed}/${total}`, ...agents, ...session.working].join(' · ');
  item.tooltip = sessionTooltip(session, look.label);
  item.contextValue = 'session';
  item.command = { command: commandIds.openSession, title: l10n.t('Open Session'), arguments: [session.id] };
  item.accessibilityInformation = {
    label: l10n.t('{0}, {1}, {2} of {3} tasks done. {4}', session.id, look.label, completed, total, session.why.reason),
  };
  return item;
}

/** How many of a session's agents are at work; nothing for a session that has only one. */
function agentsOf({ agents }: SessionView): readonly string[] {
  return agents.ceiling > 1 ? [l10n.t('{0} of {1} agents', agents.working, agents.ceiling)] : [];
}

function sessionTooltip(session: SessionView, state: string): MarkdownString {
  const sandbox = session.sandbox === 'os' ? l10n.t('sandboxed') : l10n.t('not sandboxed');
  const facts = [
    state,
    session.branch,
    session.provider,
    ...(session.sandbox === null ? [] : [sandbox]),
    ...agentsOf(session),
  ];
  return new MarkdownString()
    .appendMarkdown('**')
    .appendText(`${session.id} ${session.role}`)
    .appendMarkdown('**\n\n')
    .appendText(facts.join(' · '))
    .appendMarkdown('\n\n')
    .appendText(session.why.reason)
    .appendMarkdown('\n\n')
    .appendText(session.why.action);
}
