/** Micro-dollars in a dollar: amounts are kept in whole ones, so that sums are exact. */
export const microsPerDollar = 1_000_000;

/** Reads `$40`, `40.0`, `40 USD`, with up to six decimals, as whole micro-dollars; undefined for what is no amount. Digits are never rounded. */
export function parseDollars(text: string): number | undefined {
  const found = /^\$?\s?(\d{1,9})(?:\.(\d{1,6}))?(?:\s?USD)?$/i.exec(text.trim());
  if (!found) return undefined;
  return Number(found[1]) * microsPerDollar + Number((found[2] ?? '').padEnd(6, '0'));
}

/** Dollars as a person reads them at a glance: cents, and below ten cents as many digits as tell it from nothing. */
export function formatDollars(dollars: number): string {
  if (dollars > 0 && dollars < 0.000_05) return '<$0.0001';
  return `$${dollars.toFixed(dollars !== 0 && dollars < 0.1 ? 4 : 2)}`;
}
