import { commands, l10n, window } from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import type { Log } from '../../base/log.ts';
import { plainMessage } from '../plainMessage.ts';

/** What a command does; the argument is whatever the caller passed and must be checked. */
export type CommandHandler = (argument: unknown) => unknown;

/** Registers the commands; a fault in one is logged and shown instead of being lost. */
export function registerCommands(handlers: Readonly<Record<string, CommandHandler>>, log: Log): Disposable {
  const owned = new DisposableStore();
  for (const [id, handler] of Object.entries(handlers))
    owned.add(commands.registerCommand(id, guarded(id, handler, log)));
  return owned;
}

function guarded(id: string, handler: CommandHandler, log: Log): CommandHandler {
  return async (argument) => {
    try {
      await handler(argument);
    } catch (fault) {
      const reason = fault instanceof Error ? fault.message : String(fault);
      log.error(`${id} failed: ${reason}`, fault instanceof Error ? { stack: fault.stack } : {});
      void window.showErrorMessage(plainMessage(l10n.t('S² Swarm: {0} Look at the log for details.', reason)));
    }
  };
}
