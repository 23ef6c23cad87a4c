import { commands, l10n, type TreeView } from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import type { SwarmSnapshot } from '../../protocol/swarmSnapshot.ts';
import { contextIds, viewIds } from '../ids.ts';
import type { SwarmStore } from '../swarm/swarmStore.ts';
import { needsYouCount } from '../../protocol/attention.ts';
import { boardItem } from './boardItems.ts';
import { boardRows, childrenOf, type BoardNode, type Grouping } from './boardNodes.ts';
import { SnapshotTree } from './snapshotTree.ts';

/** The task board, by attention or by session. */
export class BoardView implements Disposable {
  readonly #tree: SnapshotTree<BoardNode>;
  #grouping: Grouping = 'attention';

  constructor(store: SwarmStore) {
    this.#tree = new SnapshotTree(store, {
      id: viewIds.board,
      rows: (snapshot) => boardRows(snapshot, this.#grouping),
      childrenOf,
      item: boardItem,
      head: drawHead,
      showCollapseAll: true,
    });
  }

  groupBy(grouping: Grouping): void {
    this.#grouping = grouping;
    void commands.executeCommand('setContext', contextIds.grouping, grouping);
    this.#tree.redraw();
  }

  dispose(): void {
    this.#tree.dispose();
  }
}

function drawHead(view: TreeView<BoardNode>, snapshot: SwarmSnapshot | undefined): void {
  const waiting = snapshot ? needsYouCount(snapshot) : 0;
  view.badge = waiting === 0 ? undefined : { value: waiting, tooltip: l10n.t('{0} need you', waiting) };
  view.description = snapshot ? summaryOf(snapshot) : '';
}

function summaryOf(snapshot: SwarmSnapshot): string {
  const done = snapshot.tasks.filter(({ status }) => status === 'completed').length;
  return `${snapshot.swarm.name} ${done}/${snapshot.tasks.length}`;
}
