import { commands, l10n, type TreeView } from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import { formatDollars } from '../../base/dollars.ts';
import type { SwarmSnapshot } from '../../protocol/swarmSnapshot.ts';
import { contextIds, viewIds } from '../ids.ts';
import type { SwarmStore } from '../swarm/swarmStore.ts';
import { SnapshotTree } from '../views/snapshotTree.ts';
import { costItem } from './costItems.ts';
import { askedPlaces, costChildren, costRows, openBreakers, type CostNode } from './costNodes.ts';

/** What the swarm costs against its caps, and its breakers. */
export class CostView implements Disposable {
  readonly #tree: SnapshotTree<CostNode>;
  readonly #store: SwarmStore;

  constructor(store: SwarmStore) {
    this.#store = store;
    this.#tree = new SnapshotTree(store, {
      id: viewIds.costs,
      rows: costRows,
      childrenOf: costChildren,
      item: costItem,
      head: drawHead,
      showCollapseAll: true,
    });
  }

  /** Goes to the breakers; before there are rows, the view says what to do. */
  async showBreakers(): Promise<void> {
    await commands.executeCommand(`${viewIds.costs}.focus`);
    const { snapshot } = this.#store;
    const breakers = snapshot && costRows(snapshot).find(({ kind }) => kind === 'breakers');
    if (breakers) await this.#tree.view.reveal(breakers, { select: true, focus: true, expand: true });
  }

  dispose(): void {
    this.#tree.dispose();
  }
}

function drawHead(view: TreeView<CostNode>, snapshot: SwarmSnapshot | undefined): void {
  view.description = snapshot ? summaryOf(snapshot) : '';
  const isOpen = snapshot !== undefined && openBreakers(snapshot).length > 0;
  const asks = snapshot !== undefined && askedPlaces(snapshot).size > 0;
  void commands.executeCommand('setContext', contextIds.hasOpenBreakers, isOpen);
  void commands.executeCommand('setContext', contextIds.asksAboutBudget, asks);
}

function summaryOf({ money: { spent, budget } }: SwarmSnapshot): string {
  return budget === null ? formatDollars(spent) : l10n.t('{0} of {1}', formatDollars(spent), formatDollars(budget));
}
