import {
  commands,
  EventEmitter,
  l10n,
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  window,
  type TreeDataProvider,
  type TreeView,
} from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import type { BlockerView } from '../../protocol/swarmSnapshot.ts';
import { contextIds, viewIds } from '../ids.ts';
import type { SwarmStore } from '../swarm/swarmStore.ts';

/** A blocker, or one session that helps to clear it. */
export type BlockerNode =
  | { readonly kind: 'blocker'; readonly blocker: BlockerView }
  | { readonly kind: 'helper'; readonly session: string; readonly task: string; readonly blocker: string };

/** Open blockers with those who help. */
export class BlockersView implements Disposable, TreeDataProvider<BlockerNode> {
  readonly #owned = new DisposableStore();
  readonly #changed = this.#owned.add(new EventEmitter<undefined>());
  readonly #store: SwarmStore;
  readonly #view: TreeView<BlockerNode>;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(store: SwarmStore) {
    this.#store = store;
    this.#view = this.#owned.add(window.createTreeView(viewIds.blockers, { treeDataProvider: this }));
    this.#owned.add(store.onDidChange(() => this.#redraw()));
  }

  getTreeItem = blockerItem;

  getChildren(node?: BlockerNode): BlockerNode[] {
    if (!node) return (this.#store.snapshot?.blockers ?? []).map((blocker) => ({ kind: 'blocker', blocker }));
    if (node.kind === 'helper') return [];
    return node.blocker.helpers.map((helper) => ({ kind: 'helper', ...helper, blocker: node.blocker.id }));
  }

  #redraw(): void {
    const count = this.#store.snapshot?.blockers.length ?? 0;
    this.#view.badge = count === 0 ? undefined : { value: count, tooltip: l10n.t('{0} blockers', count) };
    void commands.executeCommand('setContext', contextIds.hasBlockers, count > 0);
    this.#changed.fire(undefined);
  }

  dispose(): void {
    this.#owned.dispose();
  }
}

function blockerItem(node: BlockerNode): TreeItem {
  if (node.kind === 'helper') {
    const item = new TreeItem(l10n.t('{0} helps with {1}', node.session, node.task));
    item.id = `${node.blocker}:${node.session}:${node.task}`;
    item.iconPath = new ThemeIcon('heart', new ThemeColor('charts.purple'));
    return item;
  }
  const { blocker } = node;
  const item = new TreeItem(blocker.task, TreeItemCollapsibleState.Expanded);
  item.id = blocker.id;
  item.iconPath = new ThemeIcon('error', new ThemeColor('charts.red'));
  item.description = blocker.reason;
  item.contextValue = 'blocker';
  const needs = blocker.needs.length === 0 ? l10n.t('nothing named') : blocker.needs.join(', ');
  const since = new Date(blocker.since).toLocaleTimeString();
  item.tooltip = new MarkdownString()
    .appendText(blocker.reason)
    .appendMarkdown('\n\n')
    .appendText(l10n.t('{0} waits since {1}; it needs {2}.', blocker.session, since, needs));
  item.accessibilityInformation = { label: l10n.t('{0} is blocked: {1}', blocker.task, blocker.reason) };
  return item;
}
