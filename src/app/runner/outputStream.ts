import type { Log } from '../../base/log.ts';
import type { CoordinatorClient } from '../../protocol/coordinatorClient.ts';
import type { OutputChunk } from '../../protocol/swarmSnapshot.ts';
import type { WritePart } from '../../protocol/transcriptPart.ts';
import type { Problem } from '../../protocol/verbs.ts';
import type { Clock } from '../ports/clock.ts';
import type { Transcript } from '../ports/transcript.ts';
import { lengthOf, PieceQueue, type Piece } from './pieceQueue.ts';

/** Carries what an agent prints to the leader and into the transcript. */
export interface OutputStream {
  readonly write: WritePart;
  /** Sends what is left; nothing may be written afterwards. */
  close(): Promise<void>;
}

export interface OutputStreamOptions {
  readonly client: CoordinatorClient;
  readonly transcript: Transcript;
  readonly clock: Clock;
  readonly log: Log;
  readonly claim: { readonly session: string; readonly task: string; readonly epoch: number };
  /** Which agent of the session prints it; undefined when they have no names. */
  readonly agent?: string | undefined;
  readonly onRefused: (problem: Problem) => void;
}

const batchMs = 100;
const maxPending = 262_144;
/** Pieces that are sent each time: 640,000 characters a second are more than anybody reads, and the leader can count on it (`limits.ts` of the socket). */
const maxPieces = 4;

/**
 * Gathers output for 100 ms at a time, so that a chatty command does not flood the leader. Only one piece is on its way at
 * once; when the leader is slower than the command, what does not fit is left out of the live view and counted there.
 */
export function createOutputStream(options: OutputStreamOptions): OutputStream {
  const { client, log } = options;
  const from = fromOf(options);
  const unsaved = new PieceQueue();
  const unsent = new PieceQueue();
  let leftOut = 0;
  let sending: Promise<void> | undefined;

  const write: OutputStream['write'] = (stream, text, part) => {
    const piece = { stream, text, ...(part ? { part } : {}) };
    unsaved.add(piece);
    if (leftOut === 0 && unsent.length + lengthOf(piece) <= maxPending) unsent.add(piece);
    else leftOut += byteLength(text);
  };
  const send = async (pieces: number): Promise<void> => {
    for (let sent = 0; sent < pieces; sent += 1) {
      const piece = unsent.take() ?? noteLeftOut();
      if (!piece) return;
      const answer = await client.request({ verb: 'output', ...from, ...piece });
      if (!answer.ok) options.onRefused(answer.error);
    }
  };
  const noteLeftOut = (): Piece | undefined => {
    if (leftOut === 0) return undefined;
    const text = `… ${leftOut} bytes not shown; they are in the transcript and the evidence …\n`;
    leftOut = 0;
    return { stream: 'note', text };
  };
  const flush = (pieces: number): Promise<void> => {
    saveAll(unsaved, options);
    sending ??= send(pieces)
      // The loss of the connection is told by the client's `closed`.
      .catch((error: unknown) => log.warn('Output could not be sent.', { error: String(error) }))
      .finally(() => (sending = undefined));
    return sending;
  };
  const timer = options.clock.every(batchMs, () => void flush(maxPieces));
  return {
    write,
    close: async () => {
      timer.dispose();
      // The first waits for what is on its way.
      await flush(maxPieces);
      await flush(Number.POSITIVE_INFINITY);
    },
  };
}

function saveAll(unsaved: PieceQueue, options: OutputStreamOptions): void {
  const { transcript, clock, log } = options;
  for (let piece = unsaved.take(); piece; piece = unsaved.take()) {
    transcript.append({ ...fromOf(options), ...piece, at: clock.now() }).catch((error: unknown) => {
      log.warn('The transcript could not be written.', { error: String(error) });
    });
  }
}

/** Whose output it is, as it travels. */
function fromOf({ claim, agent }: OutputStreamOptions): Omit<OutputChunk, 'stream' | 'text' | 'part' | 'at'> {
  return { ...claim, ...(agent === undefined ? {} : { agent }) };
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
