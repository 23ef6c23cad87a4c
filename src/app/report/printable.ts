/**
 * Text that is safe to show on a terminal: control characters (escape sequences that a document, an agent or a repository may
 * hold) are made visible instead of obeyed.
 */
export function printable(text: string): string {
  // Control characters but tab and newline, and the characters that reorder text.
  return text.replace(/(?![\t\n])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu, (control) => {
    return `\\u${(control.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
  });
}
