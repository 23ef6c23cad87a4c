/** Whether `have` (which may end in the wildcard `:*`) covers the capability `need`; both are `domain:skill`. */
export function coversCapability(have: string, need: string): boolean {
  return have === need || (have.endsWith(':*') && need.startsWith(have.slice(0, -1)));
}

/** The capabilities of `need` that `have` lacks, in the order of `need`. */
export function missingCapabilities(have: readonly string[], need: readonly string[]): readonly string[] {
  return need.filter((wanted) => !have.some((held) => coversCapability(held, wanted)));
}

/** Share of `need` that `have` covers: |have ∩ need| / |need|, and 1 when nothing is needed. */
export function matchCapabilities(have: readonly string[], need: readonly string[]): number {
  if (need.length === 0) return 1;
  let missing = 0;
  for (const wanted of need) if (!isCovered(have, wanted)) missing += 1;
  return 1 - missing / need.length;
}

/** The part of a capability before its colon. */
export function domainOf(capability: string): string {
  const end = capability.indexOf(':');
  return end < 0 ? capability : capability.slice(0, end);
}

/** A plain loop: it runs for every session whenever a helper is sought. */
function isCovered(have: readonly string[], wanted: string): boolean {
  for (const held of have) if (coversCapability(held, wanted)) return true;
  return false;
}
