import { l10n, StatusBarAlignment, ThemeColor, window, type StatusBarItem } from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import type { SwarmSnapshot } from '../../protocol/swarmSnapshot.ts';
import { viewIds } from '../ids.ts';
import type { SwarmStore } from '../swarm/swarmStore.ts';
import { needsYouCount, workingCount } from '../../protocol/attention.ts';

/** Shows agents at work and what waits for the person; choosing it moves to the board. */
export function createStatusBar(store: SwarmStore): Disposable {
  const owned = new DisposableStore();
  const item = owned.add(window.createStatusBarItem('s2.status', StatusBarAlignment.Left, 10));
  item.name = l10n.t('S² Swarm');
  item.command = `${viewIds.board}.focus`;
  const draw = () => drawStatus(item, store);
  owned.add(store.onDidChange(draw));
  draw();
  return owned;
}

function drawStatus(item: StatusBarItem, store: SwarmStore): void {
  const { status } = store;
  switch (status.kind) {
    case 'idle':
      item.hide();
      return;
    case 'launching':
      show(item, '$(loading~spin) S²', l10n.t('S² Swarm is starting'), 0);
      return;
    case 'ended':
      show(item, `$(organization) ${l10n.t('S² ended')}`, l10n.t('{0} has ended', status.snapshot.swarm.name), 0);
      return;
    case 'live':
      drawLive(item, status.snapshot);
  }
}

function drawLive(item: StatusBarItem, snapshot: SwarmSnapshot): void {
  const working = workingCount(snapshot);
  const waiting = needsYouCount(snapshot);
  const state = stateWord(snapshot);
  const agents = working === 1 ? l10n.t('1 agent') : l10n.t('{0} agents', working);
  const text = ['$(organization) S²', state ?? agents, ...(waiting > 0 ? [`$(bell-dot) ${waiting}`] : [])].join(' ');
  const tooltip = l10n.t('{0}: {1} working, {2} need you', snapshot.swarm.name, agents, waiting);
  show(item, text, tooltip, waiting);
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

function show(item: StatusBarItem, text: string, tooltip: string, waiting: number): void {
  item.text = text;
  item.tooltip = tooltip;
  item.accessibilityInformation = { label: tooltip };
  item.backgroundColor = waiting > 0 ? new ThemeColor('statusBarItem.warningBackground') : undefined;
  item.show();
}
