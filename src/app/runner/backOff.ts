const firstDelayMs = 1_000;
const longestDelayMs = 30_000;

/** How long to wait after so many faults in a row, in ms: 1, 2, 4 … 30 s. */
export function backOffMs(faults: number): number {
  return Math.min(longestDelayMs, firstDelayMs * 2 ** (faults - 1));
}
