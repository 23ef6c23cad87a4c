/** What differs between two texts, in lines with `-` and `+` before them: what they share at both ends is left out, and at most `limit` lines are shown. */
export function shortDiff(before: string, after: string, limit: number): string {
  const old = linesOf(before);
  const now = linesOf(after);
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < Math.min(old.length, now.length) - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  const changed = [
    ...old.slice(head, old.length - tail).map((line) => `-${line}`),
    ...now.slice(head, now.length - tail).map((line) => `+${line}`),
  ];
  const more = changed.length > limit ? [`… ${changed.length - limit} more lines`] : [];
  return [`@@ line ${head + 1}`, ...changed.slice(0, limit), ...more].join('\n');
}

function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}
