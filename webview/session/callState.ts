import type { TranscriptPart } from '../../src/protocol/transcriptPart.ts';

type Ended = Extract<TranscriptPart, { kind: 'ended' }>;

/** How a call stands. `stopped`: its task went to somebody else before it ended. */
export type CallState = 'running' | 'ok' | 'failed' | 'stopped';

/** How a call ended in a few words; `began` and `at` are ms since epoch. */
export function endWords({ ok, ms, code }: Ended, began: number, at: number): string {
  const words = code === null ? (ok ? 'ok' : 'failed') : `exit ${code}`;
  return `${words} · ${durationWords(ms ?? Math.max(0, at - began))}`;
}

/** A duration in ms as people say it. */
export function durationWords(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  return seconds < 3_600
    ? `${Math.floor(seconds / 60)} min ${seconds % 60} s`
    : `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
}

/** What a line of a unified diff is. */
export type DiffRow = 'added' | 'removed' | 'place' | 'same';

/** The kind of a line of a unified diff, by its first character. */
export function diffRow(line: string): DiffRow {
  if (line.startsWith('+')) return 'added';
  if (line.startsWith('-')) return 'removed';
  return line.startsWith('@@') || line.startsWith('…') ? 'place' : 'same';
}
