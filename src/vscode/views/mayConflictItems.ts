import { l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { MayConflictView } from '../../protocol/radarView.ts';

/** The row above all that may conflict. */
export function mayConflictSection(count: number): TreeItem {
  const item = new TreeItem(l10n.t('May conflict'), TreeItemCollapsibleState.Expanded);
  item.id = 'may-conflict';
  item.description = String(count);
  item.iconPath = new ThemeIcon('radio-tower', new ThemeColor('charts.yellow'));
  item.tooltip = l10n.t('Work under way that may not go together when it is merged.');
  return item;
}

/** Two tasks, or one and what is merged, that have to do with the same files. */
export function mayConflictItem({ kind, tasks, reason }: MayConflictView): TreeItem {
  const [one = '', other] = tasks;
  const label = other === undefined ? l10n.t('{0} and what is merged', one) : l10n.t('{0} and {1}', one, other);
  const item = new TreeItem(label, TreeItemCollapsibleState.Collapsed);
  item.id = `may-conflict:${kind}:${tasks.join('+')}`;
  item.description = reason;
  item.tooltip = reason;
  item.contextValue = 'mayConflict';
  item.iconPath = new ThemeIcon('git-compare', new ThemeColor('charts.yellow'));
  item.accessibilityInformation = { label: l10n.t('May conflict: {0}', reason) };
  return item;
}

export function mayConflictFileItem(file: string, of: string): TreeItem {
  const item = new TreeItem(file);
  item.id = `may-conflict:${of}:${file}`;
  item.iconPath = ThemeIcon.File;
  return item;
}
