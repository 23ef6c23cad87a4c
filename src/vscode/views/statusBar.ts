import { l10n, StatusBarAlignment, ThemeColor, window, type StatusBarItem } from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import { formatDollars } from '../../base/dollars.ts';
import { needsYouCount, workingCount } from '../../protocol/attention.ts';
import type { MoneyView } from '../../protocol/moneyView.ts';
import type { SwarmSnapshot } from '../../protocol/swarmSnapshot.ts';
import { viewIds } from '../ids.ts';
import type { SwarmStore } from '../swarm/swarmStore.ts';

/** What an item says; undefined when it has nothing to say. */
type Words = { readonly text: string; readonly tooltip: string; readonly isUrgent?: boolean } | undefined;

/** Agents at work, what waits for the person, and what is spent, each leading to its view. */
export function createStatusBar(store: SwarmStore): Disposable {
  const owned = new DisposableStore();
  const make = (id: string, name: string, view: string, priority: number): StatusBarItem => {
    const item = owned.add(window.createStatusBarItem(id, StatusBarAlignment.Left, priority));
    item.name = name;
    item.command = `${view}.focus`;
    return item;
  };
  const agents = make('s2.status', l10n.t('S² Swarm: agents'), viewIds.board, 10.3);
  const needs = make('s2.needsYou', l10n.t('S² Swarm: what needs you'), viewIds.inbox, 10.2);
  const spend = make('s2.spend', l10n.t('S² Swarm: spend'), viewIds.costs, 10.1);
  const draw = (): void => {
    show(agents, agentWords(store));
    show(needs, needWords(store));
    show(spend, spendWords(store.snapshot?.money));
  };
  owned.add(store.onDidChange(draw));
  draw();
  return owned;
}

function agentWords({ status }: SwarmStore): Words {
  switch (status.kind) {
    case 'idle':
      return undefined;
    case 'launching':
      return { text: '$(loading~spin) S²', tooltip: l10n.t('S² Swarm is starting') };
    case 'ended': {
      const tooltip = l10n.t('{0} has ended', status.snapshot.swarm.name);
      return { text: `$(organization) ${l10n.t('S² ended')}`, tooltip };
    }
    case 'live': {
      const working = workingCount(status.snapshot);
      const agents = working === 1 ? l10n.t('1 agent') : l10n.t('{0} agents', working);
      const state = stateWord(status.snapshot);
      const tooltip = [l10n.t('{0}: {1} working', status.snapshot.swarm.name, agents), state]
        .filter((part) => part !== undefined)
        .join(', ');
      return { text: `$(organization) S² ${state ?? agents}`, tooltip };
    }
  }
}

function needWords({ status }: SwarmStore): Words {
  const waiting = status.kind === 'live' ? needsYouCount(status.snapshot) : 0;
  if (waiting === 0) return undefined;
  const tooltip = waiting === 1 ? l10n.t('S² Swarm: 1 needs you') : l10n.t('S² Swarm: {0} need you', waiting);
  return { text: `$(bell-dot) ${waiting}`, tooltip, isUrgent: true };
}

/** Nothing is said of a swarm that spends nothing and has no cap. */
function spendWords(money: MoneyView | undefined): Words {
  if (!money || (money.spent + money.reserved === 0 && money.budget === null)) return undefined;
  const { spent, reserved, budget, forecast, standing } = money;
  const of = budget === null ? '' : `/${formatDollars(budget)}`;
  const facts = [
    budget === null
      ? l10n.t('S² Swarm: {0} spent', formatDollars(spent))
      : l10n.t('S² Swarm: {0} of {1} spent', formatDollars(spent), formatDollars(budget)),
    l10n.t('{0} reserved', formatDollars(reserved)),
    l10n.t('about {0} when all is done', formatDollars(forecast)),
  ];
  const isUrgent = standing !== 'within';
  return { text: `$(credit-card) ${formatDollars(spent)}${of}`, tooltip: facts.join(', '), isUrgent };
}

function stateWord(snapshot: SwarmSnapshot): string | undefined {
  switch (snapshot.swarm.state) {
    case 'running':
      return undefined;
    case 'paused':
      return l10n.t('paused');
    case 'finished':
      return l10n.t('finished');
    case 'stuck':
      return l10n.t('stuck');
    case 'stopped':
      return l10n.t('stopped');
  }
}

function show(item: StatusBarItem, words: Words): void {
  if (!words) {
    item.hide();
    return;
  }
  item.text = words.text;
  item.tooltip = words.tooltip;
  item.accessibilityInformation = { label: words.tooltip };
  item.backgroundColor = words.isUrgent ? new ThemeColor('statusBarItem.warningBackground') : undefined;
  item.show();
}
