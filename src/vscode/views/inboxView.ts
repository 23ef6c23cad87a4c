import {
  EventEmitter,
  l10n,
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  window,
  type TreeDataProvider,
  type TreeView,
} from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import type { NeedsYouView } from '../../protocol/swarmSnapshot.ts';
import { viewIds } from '../ids.ts';
import type { SwarmStore } from '../swarm/swarmStore.ts';

/** A row of the inbox, in the shape that commands read their subject from. */
type NeedNode = NeedsYouView & { readonly kind: 'notice' };

/** Everything that waits for the person, with what they can do about it. */
export class InboxView implements Disposable, TreeDataProvider<NeedNode> {
  readonly #owned = new DisposableStore();
  readonly #changed = this.#owned.add(new EventEmitter<undefined>());
  readonly #store: SwarmStore;
  readonly #view: TreeView<NeedNode>;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(store: SwarmStore) {
    this.#store = store;
    this.#view = this.#owned.add(window.createTreeView(viewIds.inbox, { treeDataProvider: this }));
    this.#owned.add(store.onDidChange(() => this.#redraw()));
  }

  getTreeItem = needItem;

  getChildren(node?: NeedNode): NeedNode[] {
    return node ? [] : (this.#store.snapshot?.needsYou ?? []).map((need) => ({ kind: 'notice', ...need }));
  }

  #redraw(): void {
    const count = this.#store.snapshot?.needsYou.length ?? 0;
    this.#view.description = count === 0 ? '' : String(count);
    this.#changed.fire(undefined);
  }

  dispose(): void {
    this.#owned.dispose();
  }
}

function needItem(need: NeedNode): TreeItem {
  const { subject, reason, action, answer } = need;
  const item = new TreeItem(subject);
  item.id = `${answer?.id ?? ''}:${subject}:${reason}`;
  item.description = reason;
  item.iconPath = new ThemeIcon(iconOf(need), new ThemeColor('problemsWarningIcon.foreground'));
  item.contextValue = `need ${answer?.kind ?? 'other'}`;
  item.tooltip = new MarkdownString().appendText(reason).appendMarkdown('\n\n').appendText(action);
  item.accessibilityInformation = { label: l10n.t('{0} needs you: {1}', subject, reason) };
  return item;
}

function iconOf({ answer }: NeedsYouView): string {
  switch (answer?.kind) {
    case 'approval':
      return 'shield';
    case 'question':
      return 'question';
    case 'decision':
      return 'law';
    case 'plan-change':
      return 'git-compare';
    case 'halt':
      return 'credit-card';
    case 'budget':
      return 'graph-line';
    case 'breaker':
      return 'plug';
    case undefined:
      return 'bell-dot';
  }
}
