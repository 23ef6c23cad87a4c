import { partLimits, type TranscriptPart, type WritePart } from './transcriptPart.ts';

type PartOf<K extends TranscriptPart['kind']> = Extract<TranscriptPart, { kind: K }>;

/** How a call ended. */
export interface CallEnd {
  readonly ok: boolean;
  /** undefined when nobody measured. */
  readonly ms?: number | undefined;
  readonly code?: number | undefined;
  /** What it came to, as far as it has not been printed. */
  readonly result?: string;
}

/** Notes that a tool call or a command begins. `call` names it within its claim, `about` is its arguments. */
export function showCall(write: WritePart, call: string, tool: string, about: string): void {
  const part = callPart(call, tool, about);
  write('note', `▸ ${part.tool} ${part.about}`.trimEnd() + '\n', part);
}

/** The begin of a call as a part of a transcript. */
export function callPart(call: string, tool: string, about: string): PartOf<'call'> {
  return {
    kind: 'call',
    call: callName(call),
    tool: plainLine(tool, partLimits.tool),
    about: plainLine(about, partLimits.about),
  };
}

/** Notes how it ended. */
export function showEnd(write: WritePart, call: string, end: CallEnd): void {
  const part = endPart(call, end);
  const last = plainLine(part.result.trimEnd().split('\n').at(-1) ?? '', partLimits.about);
  const code = part.code === null ? [] : [`exit ${part.code}`];
  write('note', `  ${[part.ok ? '✓' : '✗', ...code, last].join(' ').trimEnd()}\n`, part);
}

/** The end of a call as a part of a transcript. */
export function endPart(call: string, { ok, ms, code, result = '' }: CallEnd): PartOf<'ended'> {
  return {
    kind: 'ended',
    call: callName(call),
    ok,
    ms: ms === undefined || !Number.isFinite(ms) ? null : Math.max(0, Math.round(ms)),
    code: code ?? null,
    result: plainText(result, partLimits.result),
  };
}

/** A change of a file: a unified diff, and its lines; `call` is what made it, when that is known. */
export interface ShownChange {
  readonly call: string | null;
  readonly path: string;
  readonly patch: string;
  readonly added: number;
  readonly removed: number;
}

/** Notes what a file was changed to; nothing when it was not. */
export function showChange(write: WritePart, change: ShownChange): void {
  const part = changePart(change);
  if (part.patch !== '') write('note', `  ${part.path}: ${part.added} lines added, ${part.removed} removed\n`, part);
}

/** A change as a part of a transcript. */
export function changePart({ call, path, patch, added, removed }: ShownChange): PartOf<'diff'> {
  return {
    kind: 'diff',
    call: call === null ? null : callName(call),
    path: plainLine(path, partLimits.path),
    patch: plainText(patch, partLimits.patch),
    added,
    removed,
  };
}

/** The name of a call within its claim, as the transcript has it. */
export function callName(call: string): string {
  return plainLine(call, partLimits.call) || 'call';
}

/** A text of others in one line, without control characters, cut to `limit`. */
export function plainLine(text: string, limit: number): string {
  const line = text
    .slice(0, limit * 4)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
  return (line.length > limit ? `${line.slice(0, limit - 1).toWellFormed()}…` : line).toWellFormed();
}

function plainText(text: string, limit: number): string {
  const shown = text.slice(0, limit * 2).replace(/(?![\n\t])\p{Cc}/gu, '');
  if (shown.length <= limit) return shown.toWellFormed();
  return `${shown.slice(0, limit - 40).toWellFormed()}\n… the rest is not shown …`;
}
