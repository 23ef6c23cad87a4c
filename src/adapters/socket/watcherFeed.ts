import type { Watcher } from '../../app/ports/coordinatorService.ts';
import type { OutputChunk, SwarmSnapshot } from '../../protocol/swarmSnapshot.ts';

/** A watcher at the other end of a connection, that may be slower than the swarm. */
export interface WatcherFeed extends Watcher {
  /** The connection can take more again. */
  resume(): void;
}

/** Where a watcher's messages go. */
export interface WatcherSink {
  /** False when there is no room now: the message was not taken. */
  sendSnapshot(snapshot: SwarmSnapshot): boolean;
  sendOutput(chunk: OutputChunk): boolean;
}

/** Claims whose left-out output is counted one by one; there are no more agents than this at once. */
const maxCounted = 256;

/**
 * Shows a swarm to a watcher that may be slow: of snapshots it then gets the latest, for each is whole, and of output it is told how much was left out,
 * for that is kept in the transcript.
 */
export function createWatcherFeed(sink: WatcherSink): WatcherFeed {
  let held: SwarmSnapshot | undefined;
  const leftOut = new Map<string, { readonly chunk: OutputChunk; characters: number }>();
  const leaveOut = (chunk: OutputChunk): void => {
    const claim = `${chunk.session}\n${chunk.task}\n${chunk.epoch}`;
    const known = leftOut.get(claim);
    if (known) known.characters += chunk.text.length;
    else if (leftOut.size < maxCounted) leftOut.set(claim, { chunk, characters: chunk.text.length });
  };
  return {
    onSnapshot: (snapshot) => {
      held = sink.sendSnapshot(snapshot) ? undefined : snapshot;
    },
    onOutput: (chunk) => {
      if (leftOut.size > 0 || !sink.sendOutput(chunk)) leaveOut(chunk);
    },
    resume: () => {
      if (held && sink.sendSnapshot(held)) held = undefined;
      for (const [claim, { chunk, characters }] of leftOut) {
        const text = `… ${characters} characters not shown; they are in the transcript …\n`;
        if (!sink.sendOutput({ ...chunk, stream: 'note', text })) return;
        leftOut.delete(claim);
      }
    },
  };
}
