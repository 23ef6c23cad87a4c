import type { OutputChunk } from '../../protocol/swarmSnapshot.ts';

/**
 * The part of `live` that `transcript` does not hold yet. Both are oldest first; chunks that arrived while the transcript
 * was being fetched may be at its end already.
 */
export function notInTranscript(
  transcript: readonly OutputChunk[],
  live: readonly OutputChunk[],
): readonly OutputChunk[] {
  for (let shared = Math.min(transcript.length, live.length); shared > 0; shared--) {
    const tail = transcript.slice(-shared);
    if (tail.every((chunk, index) => isSame(chunk, live[index]))) return live.slice(shared);
  }
  return live;
}

function isSame(a: OutputChunk, b: OutputChunk | undefined): boolean {
  return b !== undefined && a.at === b.at && a.task === b.task && a.stream === b.stream && a.text === b.text;
}
