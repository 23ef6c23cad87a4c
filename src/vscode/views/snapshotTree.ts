import { EventEmitter, window, type TreeDataProvider, type TreeItem, type TreeView } from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import type { SwarmSnapshot } from '../../protocol/swarmSnapshot.ts';
import type { SwarmStore } from '../swarm/swarmStore.ts';

/** What one view of the swarm shows. */
export interface SnapshotTreeParts<Node> {
  readonly id: string;
  readonly rows: (snapshot: SwarmSnapshot) => readonly Node[];
  /** Rows below a row; without it there are none. */
  readonly childrenOf?: (node: Node) => readonly Node[];
  readonly item: (node: Node) => TreeItem;
  /** Adds to a row's hover what is looked up only when somebody points at it. */
  readonly complete?: (item: TreeItem, node: Node) => Promise<void>;
  /** What else follows from the snapshot: badge, description, keys of `when` clauses. */
  readonly head?: (view: TreeView<Node>, snapshot: SwarmSnapshot | undefined) => void;
  readonly showCollapseAll?: boolean;
}

/** A tree of the side bar over the latest snapshot, redrawn whenever a new one is pushed; after the end of a swarm its last one stays. */
export class SnapshotTree<Node> implements Disposable, TreeDataProvider<Node> {
  readonly #owned = new DisposableStore();
  readonly #changed = this.#owned.add(new EventEmitter<undefined>());
  readonly #store: SwarmStore;
  readonly #parts: SnapshotTreeParts<Node>;
  readonly view: TreeView<Node>;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(store: SwarmStore, parts: SnapshotTreeParts<Node>) {
    this.#store = store;
    this.#parts = parts;
    const { id, showCollapseAll = false } = parts;
    this.view = this.#owned.add(window.createTreeView(id, { treeDataProvider: this, showCollapseAll }));
    this.#owned.add(store.onDidChange(() => this.redraw()));
  }

  getTreeItem(node: Node): TreeItem {
    return this.#parts.item(node);
  }

  async resolveTreeItem(item: TreeItem, node: Node): Promise<TreeItem> {
    await this.#parts.complete?.(item, node);
    return item;
  }

  getChildren(node?: Node): Node[] {
    const { childrenOf, rows } = this.#parts;
    if (node !== undefined) return [...(childrenOf?.(node) ?? [])];
    const { snapshot } = this.#store;
    return snapshot ? [...rows(snapshot)] : [];
  }

  /** Only rows of the first level are ever revealed. */
  getParent(): undefined {
    return undefined;
  }

  redraw(): void {
    this.#parts.head?.(this.view, this.#store.snapshot);
    this.#changed.fire(undefined);
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
