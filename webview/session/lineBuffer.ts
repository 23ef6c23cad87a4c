import type { OutputChunk } from '../../src/protocol/swarmSnapshot.ts';
import { stripAnsi } from '../shared/stripAnsi.ts';

/** One line of a transcript. */
export interface TranscriptLine {
  readonly text: string;
  readonly stream: OutputChunk['stream'];
  readonly task: string;
  /** Which agent of the session printed it; undefined when its agents have no names. */
  readonly agent: string | undefined;
}

/** What a chunk changes: `replaced` is the last line of its task, `added` follow. */
export interface LineChange {
  /** The new text of the task's last line, when the chunk continued it. */
  readonly replaced: TranscriptLine | undefined;
  readonly added: readonly TranscriptLine[];
}

/**
 * Cuts chunks into lines. A chunk may end in the middle of a line; the next one of the same task continues it when it is of the same stream, whatever other
 * agents have printed meanwhile.
 */
export class LineBuffer {
  /** Lines without an end, by task. */
  readonly #open = new Map<string, { readonly raw: string; readonly stream: OutputChunk['stream'] }>();

  append(chunk: OutputChunk): LineChange {
    const { stream, task, agent } = chunk;
    const open = this.#open.get(task);
    const before = open?.stream === stream ? open.raw : undefined;
    const parts = `${before ?? ''}${chunk.text}`.replaceAll('\r\n', '\n').split('\n');
    const rest = parts.pop() ?? '';
    const whole = rest === '' ? parts : [...parts, rest];
    if (rest === '') this.#open.delete(task);
    else this.#open.set(task, { raw: rest.slice(-maxLine), stream });
    const lines = whole.map((raw) => ({ text: stripAnsi(raw).slice(0, maxLine), stream, task, agent }));
    if (before === undefined) return { replaced: undefined, added: lines };
    return { replaced: lines[0] ?? { text: '', stream, task, agent }, added: lines.slice(1) };
  }

  clear(): void {
    this.#open.clear();
  }
}

/** Characters of a line that are shown; a program that never ends its line cannot grow the page. */
const maxLine = 4_000;
