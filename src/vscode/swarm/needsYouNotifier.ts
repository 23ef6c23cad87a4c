import { commands, l10n, window } from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import type { SwarmSnapshot } from '../../protocol/swarmSnapshot.ts';
import { commandIds } from '../ids.ts';
import { plainMessage } from '../plainMessage.ts';
import type { SwarmStore } from './swarmStore.ts';

type NeedsYou = SwarmSnapshot['needsYou'][number];

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

async function notify({ subject, reason, action }: NeedsYou): Promise<void> {
  const showWhy = l10n.t('Show Why');
  const chosen = await window.showWarningMessage(plainMessage(`${reason} ${action}`), showWhy);
  if (chosen === showWhy) await commands.executeCommand(commandIds.showWhy, subject);
}
