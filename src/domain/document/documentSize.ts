/** Real plans have tens of kilobytes and some hundreds of lines; beyond these bounds reading could take longer than a second. */
const maxCharacters = 1_000_000;
const maxLines = 25_000;
/** Bars, commas and backticks: what rows and lists are cut at. */
const maxSeparators = 100_000;

/** Why a document in markdown is too large to be read, as a sentence with the next step; undefined when it is not. */
export function tooLarge(text: string): string | undefined {
  const split = 'and is not read; split it into smaller documents.';
  if (text.length > maxCharacters) return `This document has more than ${maxCharacters} characters ${split}`;
  if (text.length <= maxLines) return undefined;
  let lines = 0;
  let separators = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) lines++;
    else if (code === 124 || code === 44 || code === 96) separators++;
  }
  if (lines > maxLines) return `This document has more than ${maxLines} lines ${split}`;
  return separators > maxSeparators
    ? `This document has more than ${maxSeparators} table cells and list items ${split}`
    : undefined;
}
