const longest = 300;

/** A pattern put together from pieces, so that this file does not hold what it looks for. */
const pattern = (...pieces: readonly string[]): RegExp => new RegExp(pieces.join(''));

/** Marks that stand for work left undone or for a rule switched off. */
const marks: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['a note of unfinished work', pattern('\\b(TO', 'DO|FIX', 'ME|X', 'XX)\\b')],
  ['a type error switched off', pattern('@ts', '-(ignore|nocheck|expect-error)')],
  ['a lint rule switched off', pattern('(ox|es)lint-', 'disable')],
];

const testMarks: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['a test that is left out or runs alone', pattern('\\.(only|skip|todo)', '\\(')],
  ['a test that is left out or runs alone', pattern('\\b(only|skip|todo)', ': ?(true|[\'"`])')],
];

/** One sentence, starting with `file:line`, for each mark in the text and for a source file that is too long. */
export function checkText(path: string, text: string): string[] {
  const lines = text.split('\n');
  const inTests = path.startsWith('test/');
  const found = lines.flatMap((line, index) =>
    [...marks, ...(inTests ? testMarks : [])]
      .filter(([, pattern]) => pattern.test(line))
      .map(([name]) => `${path}:${index + 1} holds ${name}`),
  );
  const length = lines.length - (text.endsWith('\n') ? 1 : 0);
  if (!inTests && length > longest)
    found.push(`${path}:${longest + 1} goes on to ${length} lines; ${longest} are the most`);
  return found;
}
