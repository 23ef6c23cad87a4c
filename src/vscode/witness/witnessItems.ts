import { l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { WitnessEntryView, WitnessVerdictView } from '../../protocol/witnessView.ts';
import { commandIds } from '../ids.ts';
import type { Verification } from './witnessModel.ts';
import { witnessChildren, type WitnessFact, type WitnessNode } from './witnessNodes.ts';

// Labels, descriptions and tooltips are plain strings throughout: no text of a ledger is ever markdown.

/** The row of the tree for a node of the witness view. */
export function witnessItem(node: WitnessNode): TreeItem {
  switch (node.kind) {
    case 'head':
      return headItem(node.ledger.page.size, node.ledger.page.origin);
    case 'fact':
      return factItem(node.fact);
    case 'verification':
      return verificationItem(node.verification, node.size);
    case 'latest': {
      const item = groupItem('latest', l10n.t('Latest entries'), TreeItemCollapsibleState.Expanded);
      item.description = l10n.t('{0} of {1}', node.shown, node.size);
      return item;
    }
    case 'witnessTask':
      return taskItem(node.task, witnessChildren(node).length);
    case 'entry':
      return entryItem(node.entry);
    case 'older':
      return olderItem(node.left);
    case 'problem': {
      const item = row('problem', l10n.t('The ledger cannot be read'), new ThemeIcon('warning', red));
      item.description = node.message;
      item.tooltip = node.message;
      item.accessibilityInformation = { label: node.message };
      return item;
    }
  }
}

const red = new ThemeColor('charts.red');
const green = new ThemeColor('charts.green');
const warning = new ThemeColor('problemsWarningIcon.foreground');

function row(id: string, label: string, icon: ThemeIcon): TreeItem {
  const item = new TreeItem(label);
  item.id = `witness:${id}`;
  item.iconPath = icon;
  return item;
}

function groupItem(id: string, label: string, state: TreeItemCollapsibleState): TreeItem {
  const item = new TreeItem(label, state);
  item.id = `witness:${id}`;
  return item;
}

function headItem(size: number, origin: string | null): TreeItem {
  const label = size === 1 ? l10n.t('Ledger with 1 entry') : l10n.t('Ledger with {0} entries', size);
  const item = groupItem('head', label, TreeItemCollapsibleState.Expanded);
  item.iconPath = new ThemeIcon('book');
  item.description = origin ?? '';
  return item;
}

function factItem(fact: WitnessFact): TreeItem {
  const { label, value, icon, tooltip = value } = factWords(fact);
  const item = row(`fact:${fact.name}`, label, new ThemeIcon(icon));
  item.description = value;
  item.tooltip = tooltip;
  item.accessibilityInformation = { label: `${label}: ${value}` };
  return item;
}

interface FactWords {
  readonly label: string;
  readonly value: string;
  readonly icon: string;
  readonly tooltip?: string;
}

function factWords(fact: WitnessFact): FactWords {
  switch (fact.name) {
    case 'hash':
      return { label: l10n.t('Head'), value: fact.hash.slice(0, 16), icon: 'git-commit', tooltip: fact.hash };
    case 'checkpoint': {
      const when = fact.when === '' ? '' : new Date(fact.when).toLocaleString();
      const value = [l10n.t('entry {0}', fact.size), when].filter((part) => part !== '').join(' · ');
      const tooltip = l10n.t('The last signature covers every entry up to {0}.', fact.size);
      return { label: l10n.t('Last checkpoint'), value, icon: 'pass', tooltip };
    }
    case 'unsigned':
      return { label: l10n.t('Last checkpoint'), value: l10n.t('none: nothing is signed'), icon: 'warning' };
    case 'key':
      return { label: l10n.t('Signed by'), value: fact.signers.join(', '), icon: 'key' };
    case 'anchored': {
      const value = l10n.t('entry {0} in {1}', fact.size, fact.ref);
      const tooltip = l10n.t(
        '{0} signed checkpoints are kept as git notes. Push {1} to keep them where nobody on this machine can change them.',
        fact.count,
        fact.ref,
      );
      return { label: l10n.t('Anchored'), value, icon: 'link', tooltip };
    }
    case 'not-anchored': {
      const tooltip = l10n.t('A run anchors the ledger in git when it ends. Until then a cut-off end cannot be seen.');
      return { label: l10n.t('Anchored'), value: l10n.t('not yet'), icon: 'debug-disconnect', tooltip };
    }
  }
}

function verificationItem(verification: Verification, size: number): TreeItem {
  const { label, detail, icon } = verificationWords(verification, size);
  const item = row('verification', label, icon);
  item.description = detail;
  item.tooltip = `${label}. ${detail}`;
  item.contextValue = 'verification';
  item.accessibilityInformation = { label: `${label}. ${detail}` };
  if (verification.kind !== 'running') item.command = { command: commandIds.verifyWitness, title: l10n.t('Verify') };
  return item;
}

function verificationWords(
  verification: Verification,
  size: number,
): { label: string; detail: string; icon: ThemeIcon } {
  switch (verification.kind) {
    case 'never': {
      const detail = l10n.t('Choose this row to check every entry and signature.');
      return { label: l10n.t('Not verified in this window'), detail, icon: new ThemeIcon('question') };
    }
    case 'running':
      return { label: l10n.t('Verifying'), detail: l10n.t('{0} entries', size), icon: new ThemeIcon('sync~spin') };
    case 'problem':
      return {
        label: l10n.t('Could not be verified'),
        detail: verification.message,
        icon: new ThemeIcon('warning', warning),
      };
    case 'done': {
      const { verdict } = verification;
      const more =
        verdict.ok && size > verdict.entries ? ` ${l10n.t('{0} entries came since.', size - verdict.entries)}` : '';
      const detail = `${describeVerdict(verdict)}${more}`;
      return verdict.ok
        ? { label: l10n.t('Verified'), detail, icon: new ThemeIcon('verified-filled', green) }
        : { label: l10n.t('Does not verify'), detail, icon: new ThemeIcon('error', red) };
    }
  }
}

/** A verdict in a sentence or two. */
export function describeVerdict(
  verdict: Pick<WitnessVerdictView, 'firstBad' | 'entries' | 'checkpoints' | 'anchors'> & Partial<WitnessVerdictView>,
): string {
  const { firstBad, entries, checkpoints, anchors, evidence } = verdict;
  if (firstBad) {
    const { sequence, code, meaning } = firstBad;
    return l10n.t('Entry {0} {1} ({2}). Whatever follows it proves nothing.', sequence, meaning, code);
  }
  const lost = (evidence?.missing ?? 0) + (evidence?.altered ?? 0);
  const kept = anchors.checked === 1 ? l10n.t('1 anchor agrees') : l10n.t('{0} anchors agree', anchors.checked);
  const sound = l10n.t('{0} entries, {1} signed checkpoints, {2}.', entries, checkpoints, kept);
  return lost === 0 ? sound : `${sound} ${l10n.t('{0} pieces of evidence are missing or were altered.', lost)}`;
}

function taskItem(task: string | null, count: number): TreeItem {
  const label = task ?? l10n.t('Swarm and sessions');
  const item = groupItem(`task:${task ?? ''}`, label, TreeItemCollapsibleState.Collapsed);
  item.description = String(count);
  item.contextValue = task === null ? 'witnessGroup' : 'witnessTask';
  item.accessibilityInformation = {
    label: count === 1 ? l10n.t('{0}, 1 entry', label) : l10n.t('{0}, {1} entries', label, count),
  };
  return item;
}

function entryItem(entry: WitnessEntryView): TreeItem {
  const time = entry.when === '' ? '' : new Date(entry.when).toLocaleTimeString();
  const item = row(`entry:${entry.sequence}`, `${entry.sequence}  ${entry.what}`, new ThemeIcon('circle-small-filled'));
  item.description = [entry.who, time].filter((part) => part !== '').join(' · ');
  item.tooltip = entryText(entry);
  item.contextValue = entry.task === null ? 'witnessEntry' : 'witnessEntry.ofTask';
  item.accessibilityInformation = {
    label: l10n.t('Entry {0}: {1}, by {2}, {3}', entry.sequence, entry.what, entry.who, time),
  };
  if (entry.task !== null) {
    item.command = { command: commandIds.showTaskHistory, title: l10n.t('Show Task History'), arguments: [entry.task] };
  }
  return item;
}

/** Everything about an entry, one line each. */
export function entryText(entry: WitnessEntryView): string {
  const facts: readonly (readonly [string, string])[] = [
    [l10n.t('What'), entry.what],
    [l10n.t('Who'), entry.who],
    [l10n.t('When'), entry.when],
    [l10n.t('Why'), entry.why],
    [l10n.t('Authority'), entry.authority],
    [l10n.t('Hash'), entry.hash],
    [l10n.t('Trace'), entry.trace],
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  return facts.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}

function olderItem(left: number): TreeItem {
  const item = row('older', l10n.t('Show older'), new ThemeIcon('chevron-down'));
  item.description = l10n.t('{0} more', left);
  item.command = { command: commandIds.showOlderEntries, title: l10n.t('Show Older') };
  return item;
}
