import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** The disk's floor: appends 4 KiB to a file in `folder` and waits until they are durable. */
export function openAppendSync(folder: string): { readonly step: () => void; close(): void } {
  const file = openSync(join(folder, 'floor.bin'), 'a');
  const block = Buffer.alloc(4096, 7);
  return {
    step: () => {
      writeSync(file, block);
      fdatasyncSync(file);
    },
    close: () => closeSync(file),
  };
}
