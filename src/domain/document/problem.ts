import type { Range } from './range.ts';

/** `error` keeps a swarm from being launched or can never be right; `info` needs nothing from anybody. */
export type Severity = 'error' | 'warning' | 'info';
export const severities: readonly Severity[] = ['error', 'warning', 'info'];

/** Replaces `range` by `newText`. */
export interface TextEdit {
  readonly range: Range;
  readonly newText: string;
}

/** A change to the document that makes the finding go away. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** A matter of judgement: offered by itself, never made together with all others. */
  readonly choice?: true;
}

/** One finding about a document. `file` is workspace-relative with forward slashes; the message is one sentence with the next step. */
export interface Problem {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly file: string;
  readonly range: Range;
  readonly fix?: Fix;
}
