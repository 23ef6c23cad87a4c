/** What became of an exact replacement. */
export type Edited =
  | { readonly ok: true; readonly text: string; readonly line: number }
  | { readonly ok: false; readonly reason: string };

/**
 * Replaces the one place where `from` stands by `to`; `line` is where that is, 1-based. Refuses when it stands nowhere or more than once. A file
 * with CRLF line ends is also searched with those, because whoever quotes it writes plain ones.
 */
export function replaceOnce(text: string, from: string, to: string): Edited {
  if (from === '') return { ok: false, reason: 'old_text is empty; quote the text to replace' };
  if (from === to) return { ok: false, reason: 'old_text and new_text are the same' };
  const direct = countOf(text, from);
  if (direct === 0 && text.includes('\r\n') && !from.includes('\r')) {
    const asWindows = (part: string): string => part.replaceAll('\n', '\r\n');
    if (from.includes('\n')) return replaceOnce(text, asWindows(from), asWindows(to));
  }
  if (direct === 0) return { ok: false, reason: 'old_text is not in the file; read it again and quote it exactly' };
  if (direct > 1)
    return { ok: false, reason: `old_text is there ${direct} times; quote more lines around it so that it is unique` };
  const at = text.indexOf(from);
  const line = text.slice(0, at).split('\n').length;
  return { ok: true, text: `${text.slice(0, at)}${to}${text.slice(at + from.length)}`, line };
}

/** Places, overlapping ones too; stops counting at 1,000. */
function countOf(text: string, part: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at >= 0 && count < 1_000; at = text.indexOf(part, at + 1)) count += 1;
  return count;
}
