import type { Range, Position } from '../range.ts';
import { lineRange } from '../range.ts';
import type { SourceText } from '../sourceText.ts';

export type CompletionKind = 'task' | 'session' | 'model' | 'capability' | 'value' | 'field' | 'rule';

/** What may be written at a place. */
export interface Candidate {
  readonly label: string;
  readonly kind: CompletionKind;
  /** A few words beside the label. */
  readonly detail?: string;
  /** What is written; the label when absent. */
  readonly newText?: string;
  /** 0 comes first; within a rank the order of the list counts. */
  readonly rank?: number;
}

/** Candidates with the stretch of text that each of them would replace. */
export interface Completions {
  readonly range: Range;
  readonly items: readonly Candidate[];
  /** Whether there are more than are listed, so that another letter asks again. */
  readonly isPartial: boolean;
}

const mostItems = 300;

/** The word around the cursor: what is typed already and what follows it; words end at blanks and at the signs that separate names. */
export function wordAround(source: SourceText, { line, character }: Position): { range: Range; typed: string } {
  const text = source.line(line);
  const typed = /[^\s,;·`|()[\]{}"'<>]{0,100}$/u.exec(text.slice(Math.max(0, character - 100), character))?.[0] ?? '';
  const rest = /^[^\s,;·`|()[\]{}"'<>:]{0,100}/u.exec(text.slice(character, character + 100))?.[0] ?? '';
  return { range: lineRange(line, character - typed.length, character + rest.length), typed };
}

/** The candidates that hold what was typed, at most 300: in a large plan another letter brings the others. */
export function completionsFor(
  { range, typed }: { readonly range: Range; readonly typed: string },
  candidates: readonly Candidate[],
): Completions | undefined {
  const lower = typed.toLowerCase();
  const fitting = candidates.filter(
    ({ label, detail }) => label.toLowerCase().includes(lower) || (detail?.toLowerCase().includes(lower) ?? false),
  );
  // What is typed may be a mistake that the editor's own matching forgives.
  const shown = (fitting.length > 0 ? fitting : candidates).toSorted((a, b) => (a.rank ?? 1) - (b.rank ?? 1));
  if (shown.length === 0) return undefined;
  return {
    range,
    items: shown.slice(0, mostItems),
    isPartial: shown.length > mostItems || fitting.length < candidates.length,
  };
}
