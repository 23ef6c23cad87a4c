import type { EvidenceRef } from '../../domain/task/event.ts';

/** Keeps large evidence by content: the same bytes are kept once, under their SHA-256. */
export interface EvidenceStore {
  put(kind: EvidenceRef['kind'], bytes: Uint8Array): Promise<EvidenceRef>;
  /** The bytes; undefined when they are not here or no longer match their hash. */
  get(sha256: string): Promise<Uint8Array | undefined>;
  /** Whether the bytes are here and still match their hash. */
  check(sha256: string): Promise<EvidenceState>;
}

export type EvidenceState = 'present' | 'missing' | 'altered';
