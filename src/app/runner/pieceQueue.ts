import type { TranscriptPart } from '../../protocol/transcriptPart.ts';
import type { OutputChunk } from '../../protocol/swarmSnapshot.ts';

/** Something that was printed, said or done. */
export interface Piece {
  readonly stream: OutputChunk['stream'];
  readonly text: string;
  readonly part?: TranscriptPart;
}

/** UTF-16 units; at most three times as many bytes. */
const chunkLength = 16_384;

/** What a piece takes of a bound, in UTF-16 units: one that holds nothing but its part is something, too. */
export function lengthOf({ text, part }: Piece): number {
  return text.length + (part ? JSON.stringify(part).length : 0);
}

interface Waiting {
  readonly stream: Piece['stream'];
  readonly part: TranscriptPart | undefined;
  readonly partLength: number;
  readonly texts: string[];
}

/** Pieces in order; neighbours of one stream that go on with the same thing are joined and given out in chunks. */
export class PieceQueue {
  readonly #pieces: Waiting[] = [];
  length = 0;

  add(piece: Piece): void {
    const { stream, text, part } = piece;
    if (text === '' && !part) return;
    const last = this.#pieces.at(-1);
    if (last?.stream === stream && goesOn(last.part, part)) {
      last.texts.push(text);
      this.length += text.length;
      return;
    }
    const length = lengthOf(piece);
    this.#pieces.push({ stream, part, partLength: length - text.length, texts: [text] });
    this.length += length;
  }

  take(): Piece | undefined {
    const first = this.#pieces[0];
    if (!first) return undefined;
    const { stream, part, partLength } = first;
    const whole = first.texts.join('');
    const text = whole.slice(0, cutAt(whole));
    const isLast = text.length === whole.length;
    if (isLast) this.#pieces.shift();
    else first.texts.splice(0, first.texts.length, whole.slice(text.length));
    this.length -= text.length + (isLast ? partLength : 0);
    return { stream, text, ...(part ? { part } : {}) };
  }
}

/** Whether the text of the second belongs to the first; what happens once stays by itself. */
function goesOn(before: TranscriptPart | undefined, part: TranscriptPart | undefined): boolean {
  if (!before || !part) return before === part;
  if (before.kind === 'printed') return part.kind === 'printed' && part.call === before.call;
  return before.kind === part.kind && (part.kind === 'said' || part.kind === 'thought');
}

/** Where to cut so that no character of two UTF-16 units is torn. */
function cutAt(text: string): number {
  if (text.length <= chunkLength) return text.length;
  const before = text.charCodeAt(chunkLength - 1);
  return before >= 0xd800 && before <= 0xdbff ? chunkLength - 1 : chunkLength;
}
