/**
 * The origin of a new ledger's checkpoints: `s2.local/<swarm>/<id>`. `id` (16 hex digits, random) makes it the ledger's own, so that an anchor under it speaks
 * of this ledger and not of one before it in the same folder, by the same key. Ledgers from before there were ids have `s2.local/<swarm>`.
 */
export function ledgerOrigin(swarm: string, id: string): string {
  return `s2.local/${encodeURIComponent(swarm)}/${id}`;
}

/** Whether no other ledger has the origin. */
export function isOwnOrigin(origin: string): boolean {
  return /^s2\.local\/[^/]+\/[0-9a-f]{16}$/.test(origin);
}
