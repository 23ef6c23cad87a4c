import { appendFile, mkdir, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Transcript } from '../../app/ports/transcript.ts';
import { toSafeName } from '../../domain/agent/refName.ts';

const rotateBytes = 10_000_000;

/** Where a session's transcript is kept. */
export function transcriptFile(stateFolder: string, session: string): string {
  return join(stateFolder, 'logs', `${toSafeName(session)}.ndjson`);
}

/** Keeps a transcript as one JSON line per chunk in `file`; at 10 MB the file becomes `<file>.1`, in place of an earlier one. */
export function createFileTranscript(file: string, maxBytes: number = rotateBytes): Transcript {
  let size: number | undefined;
  let last: Promise<void> = Promise.resolve();
  const append = async (line: string): Promise<void> => {
    size ??= await sizeOf(file);
    if (size > 0 && size + line.length > maxBytes) {
      await rename(file, `${file}.1`);
      size = 0;
    }
    await appendFile(file, line, { mode: 0o600 });
    size += Buffer.byteLength(line);
  };
  return {
    append: (chunk) => {
      const next = last.then(() => append(`${JSON.stringify(chunk)}\n`));
      // One that failed is told to its caller; it does not stop the next.
      last = next.catch(() => undefined);
      return next;
    },
  };
}

async function sizeOf(file: string): Promise<number> {
  await mkdir(dirname(file), { recursive: true });
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
    throw error;
  }
}
