import { commands, EventEmitter, window, workspace, type TreeDataProvider, type TreeItem } from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import { contextIds, viewIds } from '../ids.ts';
import { witnessItem } from './witnessItems.ts';
import type { WitnessModel } from './witnessModel.ts';
import { witnessChildren, witnessRows, type WitnessNode } from './witnessNodes.ts';

/** The head of the ledger, its last verification, and the latest entries. */
export class WitnessView implements Disposable, TreeDataProvider<WitnessNode> {
  readonly #owned = new DisposableStore();
  readonly #changed = this.#owned.add(new EventEmitter<undefined>());
  readonly #model: WitnessModel;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(model: WitnessModel) {
    this.#model = model;
    const view = this.#owned.add(
      window.createTreeView(viewIds.witness, { treeDataProvider: this, showCollapseAll: true }),
    );
    this.#owned.add(view.onDidChangeVisibility(({ visible }) => (model.visible = visible)));
    this.#owned.add(model.onDidChange(() => this.#redraw()));
    this.#owned.add(workspace.onDidGrantWorkspaceTrust(() => (model.visible = view.visible)));
    model.visible = view.visible;
  }

  getTreeItem(node: WitnessNode): TreeItem {
    return witnessItem(node);
  }

  getChildren(node?: WitnessNode): WitnessNode[] {
    return [...(node ? witnessChildren(node) : witnessRows(this.#model))];
  }

  #redraw(): void {
    const { ledger, grouping } = this.#model;
    void commands.executeCommand('setContext', contextIds.witness, ledger.kind);
    void commands.executeCommand('setContext', contextIds.witnessGrouping, grouping);
    this.#changed.fire(undefined);
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
