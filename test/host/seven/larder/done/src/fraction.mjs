/** Reads `1 1/2`, `3/4` or `2` as a number. */
export function readFraction(text) {
  const match = /^(?:(\d+) )?(\d+)\/([1-9]\d*)$/.exec(text);
  if (match) return Number(match[1] ?? 0) + Number(match[2]) / Number(match[3]);
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new RangeError(`no amount: ${text}`);
}
