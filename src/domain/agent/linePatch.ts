/** How a text changed: a unified diff without file names, cut to `limit` characters, and how many lines were added and removed in all. */
export interface LinePatch {
  readonly patch: string;
  readonly added: number;
  readonly removed: number;
}

type Mark = ' ' | '-' | '+';
interface Line {
  readonly mark: Mark;
  readonly text: string;
}

/** Unchanged lines shown around a change. */
const context = 3;
/** Above so many pairs of lines the changed middle is shown as one change: comparing each with each would take too long. */
const maxPairs = 250_000;
/** Characters of a line; what is longer is nobody's reading. */
const maxLine = 400;

/** The lines that differ between two texts, in the unified format (https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html). */
export function linePatch(before: string, after: string, limit: number): LinePatch {
  const lines = compare(linesOf(before), linesOf(after));
  const count = (mark: Mark): number => lines.filter((line) => line.mark === mark).length;
  return { patch: cut(hunks(lines), limit), added: count('+'), removed: count('-') };
}

function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

function compare(old: readonly string[], now: readonly string[]): readonly Line[] {
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < Math.min(old.length, now.length) - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  return [
    ...marked(' ', old.slice(0, head)),
    ...middle(old.slice(head, old.length - tail), now.slice(head, now.length - tail)),
    ...marked(' ', old.slice(old.length - tail)),
  ];
}

function marked(mark: Mark, texts: readonly string[]): readonly Line[] {
  return texts.map((text) => ({ mark, text }));
}

/** The longest common subsequence stays, everything else was removed or added. */
function middle(old: readonly string[], now: readonly string[]): readonly Line[] {
  if (old.length * now.length > maxPairs) return [...marked('-', old), ...marked('+', now)];
  const width = now.length + 1;
  const longest = new Uint32Array((old.length + 1) * width);
  const at = (i: number, j: number): number => longest[i * width + j] ?? 0;
  for (let i = old.length - 1; i >= 0; i -= 1)
    for (let j = now.length - 1; j >= 0; j -= 1)
      longest[i * width + j] = old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  for (let a = old[i], b = now[j]; a !== undefined || b !== undefined; a = old[i], b = now[j])
    if (a !== undefined && a === b) {
      lines.push({ mark: ' ', text: a });
      i += 1;
      j += 1;
    } else if (a !== undefined && (b === undefined || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ mark: '-', text: a });
      i += 1;
    } else if (b !== undefined) {
      lines.push({ mark: '+', text: b });
      j += 1;
    }
  return lines;
}

/** Changes with the lines around them, each stretch after the line that says where it begins in the old and the new text. */
function hunks(lines: readonly Line[]): readonly string[] {
  const near = new Uint8Array(lines.length);
  lines.forEach(({ mark }, at) => {
    if (mark !== ' ') near.fill(1, Math.max(0, at - context), at + context + 1);
  });
  const shown: string[] = [];
  let [old, now] = [1, 1];
  lines.forEach(({ mark, text }, at) => {
    if (near[at] === 1) {
      if (near[at - 1] !== 1) shown.push(`@@ -${old} +${now} @@`);
      shown.push(`${mark}${text.length > maxLine ? `${text.slice(0, maxLine)}…` : text}`);
    }
    if (mark !== '+') old += 1;
    if (mark !== '-') now += 1;
  });
  return shown;
}

function cut(lines: readonly string[], limit: number): string {
  let length = 0;
  const fits = lines.findIndex((line) => (length += line.length + 1) > limit - 40);
  const shown = fits === -1 ? lines : [...lines.slice(0, fits), `… ${lines.length - fits} more lines`];
  return shown.join('\n').toWellFormed();
}
