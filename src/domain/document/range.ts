/** A place in a document as editors count it: 0-based line, 0-based UTF-16 code unit within the line. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** A stretch of a document; `end` is exclusive. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** A value together with the stretch of the document that states it. */
export interface Located<T> {
  readonly value: T;
  readonly range: Range;
}

/** A range within one line. */
export function lineRange(line: number, from: number, to: number): Range {
  return { start: { line, character: from }, end: { line, character: to } };
}

/** The range that starts where `first` starts and ends where `last` ends. */
export function spanRange(first: Range, last: Range): Range {
  return { start: first.start, end: last.end };
}

/** Negative, zero or positive as `a` lies before, at or after `b`. */
export function comparePositions(a: Position, b: Position): number {
  return a.line - b.line || a.character - b.character;
}

/** The first place of a document, for findings about the document as a whole. */
export const documentStart: Range = lineRange(0, 0, 0);
