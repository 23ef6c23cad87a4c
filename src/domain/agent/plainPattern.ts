/** Tells of one line whether it matches; takes time that is linear in the line's length. */
export type LineMatcher = (line: string) => boolean;

/**
 * Reads the part of regular expressions that can be matched without going back: literal text, `\` before a sign, `.*` between parts,
 * `|` between alternatives. Undefined for anything beyond: a pattern that an agent writes must not be able to stop its runner.
 */
export function readPlainPattern(pattern: string, ignoreCase: boolean): LineMatcher | undefined {
  const alternatives: string[][] = [['']];
  for (let at = 0; at < pattern.length; at += 1) {
    const sign = pattern.charAt(at);
    const parts = alternatives.at(-1) ?? [];
    if (sign === '\\') {
      at += 1;
      const escaped = pattern.charAt(at);
      if (escaped === '' || /[A-Za-z0-9]/.test(escaped)) return undefined;
      append(parts, escaped);
    } else if (sign === '|') alternatives.push(['']);
    else if (sign === '.' && pattern.charAt(at + 1) === '*') {
      at += 1;
      parts.push('');
    } else if ('.*+?()[]{}^$'.includes(sign)) return undefined;
    else append(parts, sign);
  }
  const fold = (text: string): string => (ignoreCase ? text.toLowerCase() : text);
  const folded = alternatives.map((parts) => parts.map(fold));
  return (line) => {
    const text = fold(line);
    return folded.some((parts) => standsInOrder(text, parts));
  };
}

function append(parts: string[], sign: string): void {
  parts[parts.length - 1] = `${parts.at(-1) ?? ''}${sign}`;
}

function standsInOrder(text: string, parts: readonly string[]): boolean {
  let from = 0;
  for (const part of parts) {
    const at = text.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return true;
}
