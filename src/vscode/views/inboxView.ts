import { l10n, MarkdownString, ThemeColor, ThemeIcon, TreeItem } from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import type { NeedsYouView } from '../../protocol/swarmSnapshot.ts';
import { viewIds } from '../ids.ts';
import type { SwarmStore } from '../swarm/swarmStore.ts';
import { SnapshotTree } from './snapshotTree.ts';

/** A row of the inbox, in the shape that commands read their subject from. */
type NeedNode = NeedsYouView & { readonly kind: 'notice' };

/** Everything that waits for the person, with what they can do about it. */
export function createInboxView(store: SwarmStore): Disposable {
  return new SnapshotTree<NeedNode>(store, {
    id: viewIds.inbox,
    rows: ({ needsYou }) => needsYou.map((need) => ({ kind: 'notice', ...need })),
    item: needItem,
    head: (view, snapshot) => {
      const count = snapshot?.needsYou.length ?? 0;
      view.description = count === 0 ? '' : String(count);
    },
  });
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
