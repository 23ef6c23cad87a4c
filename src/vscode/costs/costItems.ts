import { l10n, MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { formatDollars } from '../../base/dollars.ts';
import type { BreakerView } from '../../protocol/moneyView.ts';
import { commandIds } from '../ids.ts';
import type { CostNode, CostSubject, CostWay } from './costNodes.ts';
import { balanceText, breakerKind, breakerText, spokenBalance, standingText } from './costWords.ts';

type NodeOf<Kind extends CostNode['kind']> = Extract<CostNode, { kind: Kind }>;

/** The row of the tree for a node of the cost view. */
export function costItem(node: CostNode): TreeItem {
  switch (node.kind) {
    case 'cost':
      return lineItem(node);
    case 'forecast':
      return forecastItem(node);
    case 'savings':
      return savingsItem(node);
    case 'breakers':
      return breakersItem(node);
    case 'breaker':
      return breakerItem(node.breaker);
    case 'way':
      return wayItem(node);
  }
}

/** What can be done to a line now, for the `when` clauses of the manifest. */
export function costActions({ place, asks, balance }: NodeOf<'cost'>): string {
  if (!place) return 'cost';
  return ['cost', 'cap', ...(asks ? ['asks'] : []), ...(balance.standing === 'halted' ? ['halted'] : [])].join('.');
}

function lineItem(node: NodeOf<'cost'>): TreeItem {
  const { subject, balance } = node;
  const { label, title, about } = nameOf(subject);
  const item = new TreeItem(label);
  item.id = idOf(subject);
  item.iconPath = iconOf(node);
  item.description = [balanceText(balance), ...(title === '' ? [] : [title])].join(' · ');
  item.contextValue = costActions(node);
  const facts = [spokenBalance(balance), ...estimateOf(subject), ...(about === '' ? [] : [about])];
  item.tooltip = new MarkdownString().appendText([label, title].filter((part) => part !== '').join(' '));
  for (const fact of facts) item.tooltip.appendMarkdown('\n\n').appendText(fact);
  item.accessibilityInformation = { label: `${label}: ${[...facts, ...(title === '' ? [] : [title])].join(', ')}` };
  if (subject.kind === 'task')
    item.command = { command: commandIds.openSource, title: l10n.t('Open Source Line'), arguments: [subject.id] };
  if (subject.kind === 'session')
    item.command = { command: commandIds.openSession, title: l10n.t('Open Session'), arguments: [subject.id] };
  return item;
}

interface Name {
  readonly label: string;
  readonly title: string;
  readonly about: string;
}

function nameOf(subject: CostSubject): Name {
  const plain = (label: string, about = ''): Name => ({ label, title: '', about });
  switch (subject.kind) {
    case 'swarm':
      return plain(l10n.t('Swarm'));
    case 'today':
      return plain(l10n.t('Today'), l10n.t('A day is counted in UTC: {0}.', subject.day));
    case 'session':
    case 'model':
      return plain(subject.id);
    case 'task':
      return { label: subject.id, title: subject.title, about: '' };
    case 'phase':
      return plain(
        subject.phase === null
          ? l10n.t('{0}, no phase', subject.session)
          : l10n.t('{0}, phase {1}', subject.session, subject.phase),
      );
    case 'day':
      return plain(subject.id, l10n.t('Days are counted in UTC.'));
  }
}

function estimateOf(subject: CostSubject): readonly string[] {
  if (subject.kind !== 'task' || subject.estimate === null) return [];
  return [l10n.t('estimated at {0}', formatDollars(subject.estimate))];
}

function idOf(subject: CostSubject): string {
  switch (subject.kind) {
    case 'swarm':
    case 'today':
      return subject.kind;
    case 'phase':
      return `phase:${subject.session}:${subject.phase ?? ''}`;
    case 'session':
    case 'task':
    case 'model':
    case 'day':
      return `${subject.kind}:${subject.id}`;
  }
}

/** Trouble looks the same everywhere, and nothing else draws the eye. */
function iconOf({ subject, balance }: NodeOf<'cost'>): ThemeIcon {
  switch (balance.standing) {
    case 'halted':
      return new ThemeIcon('error', new ThemeColor('charts.red'));
    case 'warning':
      return new ThemeIcon('warning', new ThemeColor('problemsWarningIcon.foreground'));
    case 'within':
      return subject.kind === 'swarm'
        ? new ThemeIcon('organization')
        : subject.kind === 'today'
          ? new ThemeIcon('calendar')
          : new ThemeIcon('circle-small-filled');
  }
}

function forecastItem({ forecast, budget }: NodeOf<'forecast'>): TreeItem {
  const isBeyond = budget !== null && forecast > budget;
  const item = new TreeItem(l10n.t('Forecast'));
  item.id = 'forecast';
  const amount = l10n.t('about {0} in all', formatDollars(forecast));
  const more = budget !== null && isBeyond ? l10n.t('{0} more than the cap', formatDollars(forecast - budget)) : '';
  item.description = [amount, more].filter((part) => part !== '').join(' · ');
  item.iconPath = isBeyond
    ? new ThemeIcon('warning', new ThemeColor('problemsWarningIcon.foreground'))
    : new ThemeIcon('graph-line');
  item.tooltip = l10n.t(
    'What is spent and reserved, and what the open tasks are expected to cost: their estimates, as far as those of completed tasks were right.',
  );
  item.contextValue = 'forecast';
  item.accessibilityInformation = { label: `${l10n.t('Forecast')}: ${item.description}` };
  return item;
}

function savingsItem({ saved, share }: NodeOf<'savings'>): TreeItem {
  const item = new TreeItem(l10n.t('Routing'));
  item.id = 'savings';
  const [amount, percent] = [formatDollars(Math.abs(saved)), Math.abs(Math.round(100 * share))];
  item.description =
    saved === 0
      ? l10n.t('as much as all on Sonnet')
      : saved > 0
        ? l10n.t('saved {0} % · {1} less than all on Sonnet', percent, amount)
        : l10n.t('{0} % more · {1} more than all on Sonnet', percent, amount);
  item.iconPath = saved > 0 ? new ThemeIcon('arrow-down', new ThemeColor('charts.green')) : new ThemeIcon('arrow-swap');
  item.tooltip = l10n.t(
    'What the calls have cost on the models that were chosen, against the same calls at the price of Sonnet.',
  );
  item.contextValue = 'savings';
  item.accessibilityInformation = { label: `${l10n.t('Routing')}: ${item.description}` };
  return item;
}

function breakersItem({ open, children }: NodeOf<'breakers'>): TreeItem {
  const { Expanded, Collapsed, None } = TreeItemCollapsibleState;
  const item = new TreeItem(l10n.t('Breakers'), children.length === 0 ? None : open > 0 ? Expanded : Collapsed);
  // A row that was closed while nothing was open should open when something is.
  item.id = open > 0 ? 'breakers:open' : 'breakers';
  item.description = open === 0 ? l10n.t('all closed') : l10n.t('{0} open', open);
  item.iconPath = open === 0 ? new ThemeIcon('plug') : new ThemeIcon('debug-disconnect', new ThemeColor('charts.red'));
  item.contextValue = 'breakers';
  item.tooltip = l10n.t(
    'A breaker stops new work of a session that fails over and over, or on a credential that its provider refuses.',
  );
  item.accessibilityInformation = { label: `${l10n.t('Breakers')}: ${item.description}` };
  return item;
}

function breakerItem(breaker: BreakerView): TreeItem {
  const { id, kind, state, reason } = breaker;
  const item = new TreeItem(id);
  item.id = `breaker:${kind}:${id}`;
  const standing = breakerText(breaker, Date.now());
  item.description = [standing, reason].join(' · ');
  item.iconPath =
    state === 'open'
      ? new ThemeIcon('error', new ThemeColor('charts.red'))
      : state === 'half-open'
        ? new ThemeIcon('warning', new ThemeColor('problemsWarningIcon.foreground'))
        : new ThemeIcon('pass', new ThemeColor('charts.green'));
  item.contextValue = state === 'closed' ? 'breaker' : 'breaker.open';
  item.tooltip = new MarkdownString()
    .appendText(l10n.t('Breaker of {0} {1}: {2}', breakerKind(breaker), id, standing))
    .appendMarkdown('\n\n')
    .appendText(reason);
  item.accessibilityInformation = {
    label: l10n.t('Breaker of {0} {1}: {2}, {3}', breakerKind(breaker), id, standing, reason),
  };
  return item;
}

function wayItem({ way, children }: NodeOf<'way'>): TreeItem {
  const { Expanded, Collapsed } = TreeItemCollapsibleState;
  const item = new TreeItem(wayLabel(way), way === 'session' && children.length <= 20 ? Expanded : Collapsed);
  item.id = `way:${way}`;
  item.iconPath = new ThemeIcon(wayIcons[way]);
  const halted = children.filter((child) => child.kind === 'cost' && child.balance.standing === 'halted').length;
  item.description = [String(children.length), ...(halted === 0 ? [] : [`${halted} ${standingText('halted')}`])].join(
    ' · ',
  );
  item.contextValue = 'way';
  item.accessibilityInformation = { label: l10n.t('{0}, {1} lines', wayLabel(way), children.length) };
  return item;
}

const wayIcons: Readonly<Record<CostWay, string>> = {
  session: 'person',
  task: 'tasklist',
  model: 'hubot',
  phase: 'milestone',
  day: 'calendar',
};

function wayLabel(way: CostWay): string {
  switch (way) {
    case 'session':
      return l10n.t('By Session');
    case 'task':
      return l10n.t('By Task');
    case 'model':
      return l10n.t('By Model');
    case 'phase':
      return l10n.t('By Phase');
    case 'day':
      return l10n.t('By Day');
  }
}
