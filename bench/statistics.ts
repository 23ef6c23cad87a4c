/** The value below which the share `q` (0 to 1) of the samples lies. Throws without samples. */
export function quantile(samples: readonly number[], q: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];
  if (value === undefined) throw new RangeError('nothing was measured');
  return value;
}

export const median = (samples: readonly number[]): number => quantile(samples, 0.5);
export const p95 = (samples: readonly number[]): number => quantile(samples, 0.95);

/** The largest sample; 0 without any. */
export const largest = (samples: readonly number[]): number =>
  samples.reduce((max, sample) => Math.max(max, sample), 0);
