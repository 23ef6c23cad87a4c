import { l10n, MarkdownString, ThemeColor, ThemeIcon, TreeItem } from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import { balanceAt, parsePlace } from '../../protocol/budgetPlace.ts';
import { needLabel, needText } from '../../protocol/needWords.ts';
import type { BlockerView, NeedsYouView, SwarmSnapshot } from '../../protocol/swarmSnapshot.ts';
import { balanceText, placeLabel } from '../costs/costWords.ts';
import { viewIds } from '../ids.ts';
import type { SwarmStore } from '../swarm/swarmStore.ts';
import { SnapshotTree } from './snapshotTree.ts';

/** A row of the inbox, in the shape that commands read their subject from. */
type NeedNode = NeedsYouView & {
  readonly kind: 'notice';
  readonly label: string;
  /** What is told in the row; the whole reason is in its tooltip. */
  readonly text: string;
};

/** Everything that waits for the person, with what they can do about it. */
export function createInboxView(store: SwarmStore): Disposable {
  return new SnapshotTree<NeedNode>(store, {
    id: viewIds.inbox,
    rows: (snapshot) => snapshot.needsYou.map((need) => needNode(need, snapshot)),
    item: needItem,
    head: (view, snapshot) => {
      const count = snapshot?.needsYou.length ?? 0;
      view.description = count === 0 ? '' : String(count);
    },
  });
}

function needNode(need: NeedsYouView, snapshot: SwarmSnapshot): NeedNode {
  const row = { kind: 'notice', ...need } as const;
  const { answer } = need;
  const place = answer?.kind === 'halt' || answer?.kind === 'budget' ? parsePlace(answer.id) : undefined;
  if (place) return { ...row, label: placeLabel(place), text: balanceText(balanceAt(snapshot.money, place)) };
  const label = needLabel(need, snapshot);
  const blocker = snapshot.blockers.find(({ id }) => id === need.subject);
  return { ...row, label, text: blocker && blocker.circle.length === 0 ? blockerText(blocker) : needText(need, label) };
}

function blockerText({ reason, offers }: BlockerView): string {
  const names = offers.map(({ session }) => session).join(', ');
  return offers.length === 0 ? reason : l10n.t('{0} offers to help: {1}', names, reason);
}

function needItem(need: NeedNode): TreeItem {
  const { subject, reason, action, answer, label, text } = need;
  const item = new TreeItem(label);
  item.id = `${answer?.id ?? ''}:${subject}:${reason}`;
  item.description = text;
  item.iconPath = new ThemeIcon(iconOf(need), new ThemeColor('problemsWarningIcon.foreground'));
  item.contextValue = `need ${answer?.kind ?? 'other'}`;
  item.tooltip = new MarkdownString().appendText(reason).appendMarkdown('\n\n').appendText(action);
  item.accessibilityInformation = { label: l10n.t('{0} needs you: {1}', label, reason) };
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
    case 'blocker':
      return 'error';
    case 'offer':
      return 'heart';
    case undefined:
      return 'bell-dot';
  }
}
