/** The evidence that entries name, by SHA-256 in hex, each with the first entry that names it. Bodies that cannot be read name nothing. */
export function evidenceOf(bodies: Iterable<string>): ReadonlyMap<string, number> {
  const named = new Map<string, number>();
  let sequence = 0;
  for (const body of bodies) {
    sequence += 1;
    // Most entries have none, and parsing them all would double the time.
    if (!body.includes('"evidence":[{')) continue;
    for (const sha256 of hashesIn(body)) if (!named.has(sha256)) named.set(sha256, sequence);
  }
  return named;
}

function hashesIn(body: string): readonly string[] {
  const { event } = JSON.parse(body) as { readonly event?: { readonly evidence?: unknown } };
  if (!Array.isArray(event?.evidence)) return [];
  return event.evidence.flatMap((one: unknown) => {
    const sha256 = typeof one === 'object' && one !== null && 'sha256' in one ? one.sha256 : undefined;
    return typeof sha256 === 'string' ? [sha256] : [];
  });
}
