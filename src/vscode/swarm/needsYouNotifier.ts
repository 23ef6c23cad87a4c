import { commands, l10n, window } from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import type { NeedsYouView } from '../../protocol/swarmSnapshot.ts';
import type { NeedAction } from '../../protocol/sessionPanel.ts';
import { actionsOf, commandOf } from './needActions.ts';
import { plainMessage } from '../plainMessage.ts';
import type { SwarmStore } from './swarmStore.ts';

/** Notifies once for each new thing that waits for the person, and for nothing else. */
export function createNeedsYouNotifier(store: SwarmStore): Disposable {
  let told = new Set<string>();
  return store.onDidChange((status) => {
    if (status.kind !== 'live') {
      told = new Set();
      return;
    }
    const waiting = new Map(status.snapshot.needsYou.map((item) => [`${item.subject}\n${item.reason}`, item]));
    for (const [key, item] of waiting) if (!told.has(key)) void notify(item);
    told = new Set(waiting.keys());
  });
}

async function notify(need: NeedsYouView): Promise<void> {
  const buttons = actionsOf(need).map((action) => ({ action, title: titleOf(action) }));
  // With buttons the command line's way of doing the same only takes room.
  const text = need.answer && buttons.length > 0 ? need.reason : `${need.reason} ${need.action}`;
  const chosen = await window.showWarningMessage(plainMessage(text), ...buttons);
  if (chosen) await commands.executeCommand(...commandOf(chosen.action, need));
}

function titleOf(action: NeedAction): string {
  switch (action) {
    case 'approve':
      return l10n.t('Approve');
    case 'reject':
      return l10n.t('Reject…');
    case 'answer':
      return l10n.t('Answer…');
    case 'release':
      return l10n.t('Release and Apply Now');
    case 'acceptHelp':
      return l10n.t('Accept Help…');
    case 'clearBlocker':
      return l10n.t('Clear Blocker');
    case 'setBudget':
      return l10n.t('Set Budget…');
    case 'leaveHalted':
      return l10n.t('Leave Halted');
    case 'resetBreaker':
      return l10n.t('Reset Breaker');
    case 'showWhy':
      return l10n.t('Show Why');
  }
}
