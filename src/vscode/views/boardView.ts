import { commands, EventEmitter, l10n, window, type TreeDataProvider, type TreeView } from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import type { SwarmSnapshot } from '../../protocol/swarmSnapshot.ts';
import { contextIds, viewIds } from '../ids.ts';
import type { SwarmStore } from '../swarm/swarmStore.ts';
import { needsYouCount } from '../../protocol/attention.ts';
import { boardItem } from './boardItems.ts';
import { boardRows, childrenOf, type BoardNode, type Grouping } from './boardNodes.ts';

/** The task board: a tree over the latest snapshot, redrawn whenever a new one is pushed. */
export class BoardView implements Disposable, TreeDataProvider<BoardNode> {
  readonly #owned = new DisposableStore();
  readonly #changed = this.#owned.add(new EventEmitter<undefined>());
  readonly #store: SwarmStore;
  readonly #view: TreeView<BoardNode>;
  #grouping: Grouping = 'attention';

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(store: SwarmStore) {
    this.#store = store;
    this.#view = this.#owned.add(
      window.createTreeView(viewIds.board, { treeDataProvider: this, showCollapseAll: true }),
    );
    this.#owned.add(store.onDidChange(() => this.#redraw()));
  }

  groupBy(grouping: Grouping): void {
    this.#grouping = grouping;
    void commands.executeCommand('setContext', contextIds.grouping, grouping);
    this.#redraw();
  }

  getTreeItem = boardItem;

  getChildren(node?: BoardNode): BoardNode[] {
    const { snapshot } = this.#store;
    if (node) return [...childrenOf(node)];
    return snapshot ? [...boardRows(snapshot, this.#grouping)] : [];
  }

  #redraw(): void {
    const { snapshot } = this.#store;
    const waiting = snapshot ? needsYouCount(snapshot) : 0;
    this.#view.badge = waiting === 0 ? undefined : { value: waiting, tooltip: l10n.t('{0} need you', waiting) };
    this.#view.description = snapshot ? summaryOf(snapshot) : '';
    this.#changed.fire(undefined);
  }

  dispose(): void {
    this.#owned.dispose();
  }
}

function summaryOf(snapshot: SwarmSnapshot): string {
  const done = snapshot.tasks.filter(({ status }) => status === 'completed').length;
  return `${snapshot.swarm.name} ${done}/${snapshot.tasks.length}`;
}
