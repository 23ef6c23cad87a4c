import { basename } from 'node:path';
import { watch } from 'chokidar';

/** Changes that come within this time of each other are told as one: an editor writes a file in several steps. */
const settleMs = 80;
const skipped = new Set(['node_modules', '.git', '.s2']);

/** What watches until it is closed. */
export interface DocumentWatch {
  close(): Promise<void>;
}

/**
 * Calls `onChange` after markdown, text or YAML files in the folders (or single files) were added, changed or deleted. Resolves when it watches; links are
 * not followed.
 */
export async function watchDocuments(
  paths: readonly string[],
  listeners: { readonly onChange: () => void; readonly onFault: (cause: unknown) => void },
): Promise<DocumentWatch> {
  const watcher = watch([...paths], {
    ignoreInitial: true,
    followSymlinks: false,
    ignored: (path, stats) =>
      skipped.has(basename(path)) || (stats?.isFile() === true && !/\.(?:md|txt|ya?ml)$/i.test(path)),
  });
  let settling: NodeJS.Timeout | undefined;
  watcher.on('all', () => {
    clearTimeout(settling);
    settling = setTimeout(listeners.onChange, settleMs);
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
