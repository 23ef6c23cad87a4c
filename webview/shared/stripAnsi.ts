// CSI sequences (colours, cursor), OSC sequences (titles, links; ended by BEL or ST), other two-byte escapes.
const escape = String.fromCharCode(27);
const bell = String.fromCharCode(7);
const sequences = new RegExp(
  `${escape}\\[[0-?]*[ -/]*[@-~]|${escape}\\][^${bell}${escape}]*(?:${bell}|${escape}\\\\)?|${escape}[@-Z\\\\^_=>]`,
  'g',
);

/** Removes terminal sequences and control characters other than tab and line feed; `\r` progress lines keep their last state. */
export function stripAnsi(text: string): string {
  return text
    .replace(sequences, '')
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map(lastState)
    .join('\n')
    .replace(/[^\P{Cc}\t\n]/gu, '');
}

/** What a terminal shows of a line in which `\r` began anew. Searched by hand: a pattern would take quadratic time. */
function lastState(line: string): string {
  let end = line.length;
  while (line[end - 1] === '\r') end--;
  return line.slice(line.lastIndexOf('\r', end - 1) + 1, end);
}
