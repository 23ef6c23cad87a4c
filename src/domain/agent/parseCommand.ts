/** How a command of a plan is to be started: straight as an argument list, or by a shell because it uses shell syntax. */
export type ParsedCommand =
  | { readonly kind: 'argv'; readonly argv: readonly [string, ...string[]] }
  | { readonly kind: 'shell'; readonly text: string }
  | { readonly kind: 'problem'; readonly reason: string };

/** Words that only a shell knows: there is no program of that name to start. */
const shellWords = new Set(
  (
    '! { [[ : . alias bg break case cd command continue eval exec exit export fg for function getopts hash if jobs local ' +
    'read readonly return select set shift source trap type ulimit umask unalias unset until wait while'
  ).split(' '),
);

/** Outside of quotes these mean something to a shell. */
const shellCharacters = new Set('|&;<>()$`*?[\n\r'.split(''));

/**
 * Splits a command as a POSIX shell would split it (quotes and backslashes honoured) when it needs nothing else from a shell;
 * any expansion, redirection, list, assignment or shell keyword makes it a shell command, as written.
 */
export function parseCommand(command: string): ParsedCommand {
  const text = command.trim();
  if (text === '') return { kind: 'problem', reason: 'the command is empty' };
  if (text.includes('\0')) return { kind: 'problem', reason: 'the command contains a NUL character' };
  const split = splitWords(text);
  if (split.kind !== 'words') return split.kind === 'shell' ? { kind: 'shell', text } : split;
  const [program, ...rest] = split.words;
  if (program === undefined || program === '') return { kind: 'problem', reason: 'the command names no program' };
  if (shellWords.has(program) || /^[A-Za-z_]\w*\+?=/.test(program)) return { kind: 'shell', text };
  return { kind: 'argv', argv: [program, ...rest] };
}

type Split =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'shell' }
  | { readonly kind: 'problem'; readonly reason: string };

function splitWords(text: string): Split {
  const words: string[] = [];
  let word: string | undefined;
  let at = 0;
  while (at < text.length) {
    const char = text.charAt(at);
    if (char === ' ' || char === '\t') {
      if (word !== undefined) words.push(word);
      word = undefined;
      at += 1;
      continue;
    }
    if (shellCharacters.has(char) || (word === undefined && (char === '#' || char === '~'))) return { kind: 'shell' };
    const piece = readPiece(text, at);
    if (piece.kind !== 'piece') return piece;
    word = (word ?? '') + piece.text;
    at = piece.next;
  }
  if (word !== undefined) words.push(word);
  return { kind: 'words', words };
}

type Piece =
  | { readonly kind: 'piece'; readonly text: string; readonly next: number }
  | { readonly kind: 'shell' }
  | { readonly kind: 'problem'; readonly reason: string };

/** One quoted stretch, one escaped character or one plain character, from `at`. */
function readPiece(text: string, at: number): Piece {
  const char = text.charAt(at);
  if (char === "'") {
    const end = text.indexOf("'", at + 1);
    if (end < 0) return { kind: 'problem', reason: `the quote ' at character ${at + 1} is never closed` };
    return { kind: 'piece', text: text.slice(at + 1, end), next: end + 1 };
  }
  if (char === '"') return readDoubleQuoted(text, at);
  if (char !== '\\') return { kind: 'piece', text: char, next: at + 1 };
  if (at + 1 >= text.length) return { kind: 'problem', reason: 'the command ends in a lone backslash' };
  return { kind: 'piece', text: text.charAt(at + 1), next: at + 2 };
}

function readDoubleQuoted(text: string, start: number): Piece {
  let content = '';
  for (let at = start + 1; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '"') return { kind: 'piece', text: content, next: at + 1 };
    if (char === '$' || char === '`') return { kind: 'shell' };
    // Within double quotes a backslash escapes only these four; before anything else it stands for itself.
    const escapes = char === '\\' && '"\\$`'.includes(text.charAt(at + 1)) && at + 1 < text.length;
    content += escapes ? text.charAt(at + 1) : char;
    if (escapes) at += 1;
  }
  return { kind: 'problem', reason: `the quote " at character ${start + 1} is never closed` };
}
