/** Reference to evidence kept outside the ledger: the SHA-256 of its bytes in hex, and what it is. */
export interface EvidenceRef {
  readonly kind: 'output' | 'verify' | 'integration' | 'hand-over';
  readonly sha256: string;
  readonly bytes: number;
}
