/**
 * The candidate that `text` was probably meant to be: fewest edits (insert, delete, replace, swap of neighbours) regardless of
 * case, at most a third of its length and at most three. Undefined when nothing is near or two are equally near.
 */
export function nearest(text: string, candidates: Iterable<string>): string | undefined {
  const wanted = text.toLowerCase();
  if (wanted === '' || wanted.length > 200) return undefined;
  const limit = Math.min(3, Math.max(1, Math.floor(wanted.length / 3)));
  let best: { readonly text: string; readonly edits: number } | undefined;
  let tied = false;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - wanted.length) > limit) continue;
    const edits = countEdits(wanted, candidate.toLowerCase());
    if (edits > limit || (best && edits > best.edits)) continue;
    tied = best !== undefined && edits === best.edits && candidate !== best.text;
    best = { text: candidate, edits };
  }
  return tied ? undefined : best?.text;
}

/** Optimal string alignment distance. */
function countEdits(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a.charAt(i - 1) === b.charAt(j - 1);
      let edits = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a.charAt(i - 1) === b.charAt(j - 2) && a.charAt(i - 2) === b.charAt(j - 1);
      if (swapped) edits = Math.min(edits, (before[j - 2] ?? 0) + 1);
      row.push(edits);
    }
    before = previous;
    previous = row;
  }
  return previous[b.length] ?? 0;
}
