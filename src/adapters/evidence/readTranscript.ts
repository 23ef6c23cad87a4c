import { open } from 'node:fs/promises';
import { outputChunkSchema, type OutputChunk } from '../../protocol/swarmSnapshot.ts';

const defaultBytes = 256 * 1024;

/**
 * The last 256 KiB of a transcript, oldest chunk first; nothing when there is none. Right after a rotation most of that is in
 * the earlier file. Lines that are no chunk are left out.
 */
export async function readTranscript(file: string, maxBytes: number = defaultBytes): Promise<readonly OutputChunk[]> {
  const current = await readTail(file, maxBytes);
  const earlier = current.length < maxBytes ? await readTail(`${file}.1`, maxBytes - current.length) : '';
  return `${earlier}${current}`.split('\n').flatMap((line) => {
    const chunk = outputChunkSchema.safeParse(parseLine(line));
    return chunk.success ? [chunk.data] : [];
  });
}

async function readTail(file: string, maxBytes: number): Promise<string> {
  const handle = await open(file, 'r').catch(noFile);
  if (!handle) return '';
  try {
    const { size } = await handle.stat();
    const buffer = Buffer.alloc(Math.min(size, maxBytes));
    await handle.read(buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString('utf8');
  } finally {
    await handle.close();
  }
}

function noFile(cause: unknown): undefined {
  if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')) throw cause;
}

/** The first line of a tail is usually cut in the middle, and so may be the last one of a runner that was killed. */
function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}
