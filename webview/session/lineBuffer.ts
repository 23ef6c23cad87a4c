import type { OutputChunk } from '../../src/protocol/swarmSnapshot.ts';
import { stripAnsi } from '../shared/stripAnsi.ts';

/** One line of a transcript. */
export interface TranscriptLine {
  readonly text: string;
  readonly stream: OutputChunk['stream'];
  readonly task: string;
}

/** What a chunk changes: `open` continues the last line that was shown, `lines` follow. */
export interface LineChange {
  /** The new text of the last line, when the chunk continued it. */
  readonly replaced: TranscriptLine | undefined;
  readonly added: readonly TranscriptLine[];
}

/** Cuts chunks into lines. A chunk may end in the middle of a line; the next one of the same stream and task continues it. */
export class LineBuffer {
  #open: { raw: string; stream: OutputChunk['stream']; task: string } | undefined;

  append(chunk: OutputChunk): LineChange {
    const { stream, task } = chunk;
    const before = this.#open?.stream === stream && this.#open.task === task ? this.#open.raw : undefined;
    const parts = `${before ?? ''}${chunk.text}`.replaceAll('\r\n', '\n').split('\n');
    const rest = parts.pop() ?? '';
    const whole = rest === '' ? parts : [...parts, rest];
    this.#open = rest === '' ? undefined : { raw: rest.slice(-maxLine), stream, task };
    const lines = whole.map((raw) => ({ text: stripAnsi(raw).slice(0, maxLine), stream, task }));
    if (before === undefined) return { replaced: undefined, added: lines };
    return { replaced: lines[0] ?? { text: '', stream, task }, added: lines.slice(1) };
  }

  clear(): void {
    this.#open = undefined;
  }
}

/** Characters of a line that are shown; a program that never ends its line cannot grow the page. */
const maxLine = 4_000;
