import {
  commands,
  l10n,
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  type TreeView,
} from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import type { MayConflictView } from '../../protocol/radarView.ts';
import type { BlockerView, SwarmSnapshot } from '../../protocol/swarmSnapshot.ts';
import { contextIds, viewIds } from '../ids.ts';
import type { SwarmStore } from '../swarm/swarmStore.ts';
import { mayConflictFileItem, mayConflictItem, mayConflictSection } from './mayConflictItems.ts';
import { SnapshotTree } from './snapshotTree.ts';

/** A blocker, or one session that helps to clear it, or offers to; and what may conflict when it is merged, with its files. */
export type BlockerNode =
  | { readonly kind: 'blocker'; readonly blocker: BlockerView }
  | { readonly kind: 'helper'; readonly session: string; readonly task: string; readonly blocker: string }
  | { readonly kind: 'offer'; readonly session: string; readonly note: string; readonly blocker: string }
  | { readonly kind: 'radar'; readonly found: readonly MayConflictView[] }
  | { readonly kind: 'mayConflict'; readonly conflict: MayConflictView }
  | { readonly kind: 'mayConflictFile'; readonly file: string; readonly of: string };

/** Open blockers with those who help, and what may become one: work that may conflict. */
export function createBlockersView(store: SwarmStore): Disposable {
  return new SnapshotTree<BlockerNode>(store, {
    id: viewIds.blockers,
    rows: rootsOf,
    childrenOf: rowsBelow,
    item: blockerItem,
    head: drawHead,
  });
}

function rootsOf({ blockers, mayConflict: found }: SwarmSnapshot): readonly BlockerNode[] {
  const open = blockers.map((blocker) => ({ kind: 'blocker', blocker }) as const);
  return found.length === 0 ? open : [...open, { kind: 'radar', found }];
}

function rowsBelow(node: BlockerNode): readonly BlockerNode[] {
  if (node.kind === 'radar') return node.found.map((conflict) => ({ kind: 'mayConflict', conflict }));
  if (node.kind === 'mayConflict') {
    const of = node.conflict.tasks.join('+');
    return node.conflict.files.map((file) => ({ kind: 'mayConflictFile', file, of }));
  }
  if (node.kind !== 'blocker') return [];
  const { id, helpers, offers } = node.blocker;
  return [
    ...helpers.map((helper) => ({ kind: 'helper', ...helper, blocker: id }) as const),
    ...offers.map(({ session, note }) => ({ kind: 'offer', session, note, blocker: id }) as const),
  ];
}

function drawHead(view: TreeView<BlockerNode>, snapshot: SwarmSnapshot | undefined): void {
  const count = snapshot?.blockers.length ?? 0;
  // A badge would be added to that of the board, which counts what needs the person already.
  view.description = count === 0 ? '' : String(count);
  void commands.executeCommand('setContext', contextIds.hasBlockers, count > 0);
}

function blockerItem(node: BlockerNode): TreeItem {
  if (node.kind === 'radar') return mayConflictSection(node.found.length);
  if (node.kind === 'mayConflict') return mayConflictItem(node.conflict);
  if (node.kind === 'mayConflictFile') return mayConflictFileItem(node.file, node.of);
  if (node.kind === 'helper') {
    const item = new TreeItem(l10n.t('{0} helps with {1}', node.session, node.task));
    item.id = `${node.blocker}:${node.session}:${node.task}`;
    item.iconPath = new ThemeIcon('heart', new ThemeColor('charts.purple'));
    return item;
  }
  if (node.kind === 'offer') {
    const item = new TreeItem(l10n.t('{0} offers to help', node.session));
    item.id = `${node.blocker}:${node.session}:offer`;
    item.description = node.note;
    item.contextValue = 'offer';
    item.iconPath = new ThemeIcon('comment', new ThemeColor('charts.purple'));
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
  if (blocker.on !== null) item.tooltip.appendMarkdown('\n\n').appendText(l10n.t('It waits for {0}.', blocker.on));
  if (blocker.circle.length > 0) {
    const members = blocker.circle.join(' → ');
    item.tooltip.appendMarkdown('\n\n').appendText(l10n.t('They wait for each other in a circle: {0}.', members));
  }
  const label = blocker.conflict
    ? l10n.t('{0} could not be merged: {1}', blocker.task, blocker.reason)
    : blocker.holds
      ? l10n.t('{0} is blocked: {1}', blocker.task, blocker.reason)
      : l10n.t('{0} asks for help: {1}', blocker.task, blocker.reason);
  item.accessibilityInformation = { label };
  return item;
}
