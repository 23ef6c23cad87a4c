import { trimmed } from './inlineText.ts';
import type { Field } from './model.ts';
import { lineRange } from './range.ts';

const longestKey = 60;

/**
 * Reads the `**Key:** value` fields of one line: at its start (after a bullet, number or checkbox) and after each ` | `.
 * `**Key**: value` reads the same. The value goes up to the next field or the end of the line.
 */
export function readFields(line: number, text: string): readonly Field[] {
  const bullet = /^\s{0,40}(?:[-*+]|\d{1,9}[.)])\s{1,10}(?:\[[ xX]\]\s{1,4})?/.exec(text);
  const begin = bullet ? bullet[0].length : text.length - text.trimStart().length;
  const starts = keyStarts(text, begin);
  return starts.map((start, index) => {
    const end = starts[index + 1]?.from ?? text.length;
    return {
      key: start.key,
      keyRange: lineRange(line, start.from, start.valueFrom),
      value: trimmed(line, text, start.valueFrom, withoutBar(text, start.valueFrom, end)),
      bulleted: bullet !== null,
    };
  });
}

interface KeyStart {
  readonly key: string;
  readonly from: number;
  readonly valueFrom: number;
}

function keyStarts(text: string, begin: number): readonly KeyStart[] {
  const starts: KeyStart[] = [];
  const first = keyAt(text, begin);
  if (!first) return starts;
  starts.push(first);
  for (let bar = text.indexOf('|', first.valueFrom); bar >= 0; bar = text.indexOf('|', bar + 1)) {
    const next = keyAt(text, bar + 1 + (text.charAt(bar + 1) === ' ' ? 1 : 0));
    if (next) starts.push(next);
  }
  return starts;
}

function keyAt(text: string, from: number): KeyStart | undefined {
  if (!text.startsWith('**', from)) return undefined;
  const window = text.slice(from + 2, from + 2 + longestKey);
  const close = window.indexOf('**');
  if (close <= 0) return undefined;
  const inside = window.slice(0, close).trimEnd();
  const after = from + 2 + close + 2;
  const colonInside = inside.endsWith(':');
  if (!colonInside && text.charAt(after) !== ':') return undefined;
  const key = (colonInside ? inside.slice(0, -1) : inside).trim().toLowerCase();
  return key === '' ? undefined : { key, from, valueFrom: colonInside ? after : after + 1 };
}

/** End of a value that another field follows: without the bar between them. */
function withoutBar(text: string, from: number, end: number): number {
  const bar = text.lastIndexOf('|', end - 1);
  return end < text.length && bar >= from ? bar : end;
}
