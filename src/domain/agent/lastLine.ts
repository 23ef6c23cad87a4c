const maxLength = 300;
const escape = String.fromCharCode(27);
const colourCodes = new RegExp(`${escape}\\[[0-9;?]*[ -/]*[@-~]`, 'g');

/** The last line of an output that says anything, without colour codes and cut to a length fit for a sentence; '' when none does. */
export function lastLine(output: string): string {
  // Only the end matters, and an output may be megabytes of one line.
  const tail = output.slice(-16_384).replace(colourCodes, '');
  const lines = tail.split(/[\r\n]+/).map((line) => line.replace(/\p{Cc}/gu, ' ').trim());
  const last = lines.findLast((line) => line !== '') ?? '';
  return last.length > maxLength ? `${last.slice(0, maxLength - 1)}…` : last;
}
