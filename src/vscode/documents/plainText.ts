/**
 * Text of a document or an agent for one line of the editor: signs that cannot be seen, and those that turn the direction of writing, are left out, so
 * that what is shown is what is there.
 */
export function plainText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replaceAll(/[\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu, '');
}
