import { parseCommand } from '../agent/parseCommand.ts';

/** One program of a command line: its name as written, and all its words with a space between them. */
export interface NamedCommand {
  readonly name: string;
  readonly words: string;
}

/**
 * The programs that a command line starts, when that can be told by looking at it: plain commands with `&&`, `||`, `;`, `|` or line ends between them.
 * Undefined for whatever a shell would still expand, redirect, assign or branch on: only the whole line says what that does.
 */
export function commandsOf(line: string): readonly NamedCommand[] | undefined {
  const parts = splitList(line);
  if (!parts) return undefined;
  const commands: NamedCommand[] = [];
  for (const part of parts) {
    const parsed = parseCommand(part);
    if (parsed.kind !== 'argv') return undefined;
    commands.push({ name: parsed.argv[0], words: parsed.argv.join(' ') });
  }
  return commands;
}

/** Splits at the operators of a list or pipe outside of quotes; undefined when a quote stays open or an operator is none of these. */
function splitList(line: string): readonly string[] | undefined {
  const parts: string[] = [];
  let [from, quote] = [0, ''];
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at);
    if (quote !== "'" && char === '\\') at += 1;
    else if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (char === ';' || char === '\n' || char === '|' || char === '&') {
      const double = (char === '|' || char === '&') && line.charAt(at + 1) === char;
      // A lone & sends to the background, and is part of redirections.
      if (char === '&' && !double) return undefined;
      parts.push(line.slice(from, at));
      if (double) at += 1;
      from = at + 1;
    }
  }
  const last = line.slice(from);
  return quote === '' ? [...parts, ...(last.trim() === '' && parts.length > 0 ? [] : [last])] : undefined;
}

/** Whether a text is what a pattern says, in which `*` stands for anything. Linear in the text for each `*`. */
export function fits(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return text === pattern;
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= text.length - last.length;
}
