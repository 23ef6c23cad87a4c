/** What a commit says at its end, so that each of its lines can be traced. */
export type Trailer = readonly [name: string, value: string];

const maxSubject = 200;

/** Any text as one line without control characters, so that a hostile title can start neither a paragraph nor a trailer. */
export function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
}

/** A commit message of a subject line and a trailer block as `git interpret-trailers` reads it. */
export function commitMessage(subject: string, trailers: readonly Trailer[]): string {
  const line = oneLine(subject);
  const title = line === '' ? 'S2 commit' : line.length > maxSubject ? `${line.slice(0, maxSubject - 1)}…` : line;
  const block = trailers.map(([name, value]) => `${name}: ${oneLine(value)}`).join('\n');
  return `${title.toWellFormed()}\n\n${block}\n`;
}
