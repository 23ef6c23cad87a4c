import { watch } from 'node:fs';
import type { DocumentWatch, WatchListeners } from './watchDocuments.ts';

/** Changes that come within this time of each other are told as one: an editor writes a file in several steps. */
const settleMs = 80;

/**
 * Calls `onChange` after a file of one of these names in the folder itself was added, changed, replaced or deleted. The folder is watched instead of the
 * file: a file that is replaced, as git and many editors do, takes whoever watches it along. Throws when the folder cannot be watched.
 */
export function watchNames(folder: string, names: readonly string[], listeners: WatchListeners): DocumentWatch {
  let settling: NodeJS.Timeout | undefined;
  const watcher = watch(folder, (_kind, name) => {
    // Some systems do not say which file it was.
    if (name !== null && !names.includes(name)) return;
    settling ??= setTimeout(() => {
      settling = undefined;
      listeners.onChange();
    }, settleMs);
  });
  watcher.on('error', listeners.onFault);
  return {
    close: () => {
      clearTimeout(settling);
      watcher.close();
      return Promise.resolve();
    },
  };
}
