import type { Position, Range } from './range.ts';

/** A document's text cut into lines once. Line ends are `\n`, `\r\n` and `\r`, as in the language server protocol. */
export class SourceText {
  readonly text: string;
  readonly lines: readonly string[];
  readonly #starts: readonly number[];

  constructor(text: string) {
    this.text = text;
    const starts = [0];
    const lines: string[] = [];
    let start = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code !== 10 && code !== 13) continue;
      lines.push(text.slice(start, at));
      if (code === 13 && text.charCodeAt(at + 1) === 10) at++;
      start = at + 1;
      starts.push(start);
    }
    lines.push(text.slice(start));
    this.lines = lines;
    this.#starts = starts;
  }

  /** The line's text without its line end; empty for a line that does not exist. */
  line(index: number): string {
    return this.lines[index] ?? '';
  }

  /** Offset of a position, kept within the text. */
  offsetAt(position: Position): number {
    const line = Math.min(Math.max(position.line, 0), this.lines.length - 1);
    return (this.#starts[line] ?? 0) + Math.min(Math.max(position.character, 0), this.line(line).length);
  }

  /** Position of an offset, kept within the text. */
  positionAt(offset: number): Position {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const character = Math.max(0, offset - (this.#starts[low] ?? 0));
    return { line: low, character: Math.min(character, this.line(low).length) };
  }

  /** Range of the lines `from` up to and without `to`, ending at the end of the last one's text. */
  linesRange(from: number, to: number): Range {
    const last = Math.max(from, to - 1);
    return { start: { line: from, character: 0 }, end: { line: last, character: this.line(last).length } };
  }

  slice(range: Range): string {
    return this.text.slice(this.offsetAt(range.start), this.offsetAt(range.end));
  }
}
