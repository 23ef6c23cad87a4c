import { basename } from 'node:path';
import { watch } from 'chokidar';

/** Changes that come within this time of each other are told as one: an editor writes a file in several steps. */
const settleMs = 80;
/** Whoever never stops writing is told of all the same after this time. */
const longestMs = 1_000;
const skipped = new Set(['node_modules', '.git', '.s2']);

/** What watches until it is closed. */
export interface DocumentWatch {
  close(): Promise<void>;
}

export interface WatchListeners {
  readonly onChange: () => void;
  readonly onFault: (cause: unknown) => void;
}

/**
 * Calls `onChange` after markdown, text or YAML files in the folders (or single files) were added, changed or deleted. Resolves when it watches; links are
 * not followed.
 */
export async function watchDocuments(paths: readonly string[], listeners: WatchListeners): Promise<DocumentWatch> {
  const watcher = watch([...paths], {
    ignoreInitial: true,
    followSymlinks: false,
    ignored: (path, stats) =>
      skipped.has(basename(path)) || (stats?.isFile() === true && !/\.(?:md|txt|ya?ml)$/i.test(path)),
  });
  let settling: NodeJS.Timeout | undefined;
  let since = 0;
  const tell = (): void => {
    settling = undefined;
    listeners.onChange();
  };
  watcher.on('all', () => {
    const now = performance.now();
    if (settling === undefined) since = now;
    clearTimeout(settling);
    settling = setTimeout(tell, Math.max(0, Math.min(settleMs, since + longestMs - now)));
  });
  watcher.on('error', listeners.onFault);
  await new Promise<void>((resolve) => watcher.once('ready', () => resolve()));
  return {
    close: async () => {
      clearTimeout(settling);
      await watcher.close();
    },
  };
}
