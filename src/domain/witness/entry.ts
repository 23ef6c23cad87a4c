import type { SwarmEvent } from '../task/event.ts';
import { canonicalJson } from './canonicalJson.ts';
import type { WitnessPrimitives } from './primitives.ts';

/** Who did it. A session's id is the one its token is bound to, never one that it states itself. */
export type Actor =
  | { readonly kind: 'person'; readonly name: string }
  | { readonly kind: 'session'; readonly id: string }
  | { readonly kind: 'integrator' }
  | { readonly kind: 'coordinator' };

/** What led to it: a request, or an earlier entry together with the rule that followed from it. */
export type Cause =
  | { readonly kind: 'request'; readonly verb: string }
  | { readonly kind: 'entry'; readonly sequence: number; readonly rule: string };

/** One witnessed fact: who, what, when, why, with what authority, and the hash of the entry before. */
export interface Entry {
  /** Place in the ledger, from 1 without gaps. */
  readonly sequence: number;
  readonly subject: string;
  /** Place among the entries of its subject, from 1 without gaps. */
  readonly revision: number;
  /** ms since epoch */
  readonly at: number;
  readonly actor: Actor;
  readonly event: SwarmEvent;
  readonly cause: Cause;
  /**
   * The fingerprint of the token that was shown, the epoch of the claim that it was done under, and, where a policy had a part in it, SHA-256 in hex of the
   * canonical JSON of that policy.
   */
  readonly authority: { readonly token: string | null; readonly epoch: number | null; readonly policy?: string };
  readonly trace: string;
  /** Idempotency key of the request, when it had one. */
  readonly key: string | null;
  /** Hash of the entry before, hex; 64 zeros for the first. */
  readonly previous: string;
}

/** An entry as it is stored: its canonical JSON and the hash of exactly these bytes. */
export interface SealedEntry {
  readonly entry: Entry;
  readonly body: string;
  readonly hash: Uint8Array;
}

/** `previous` of the first entry. */
export const genesis = '0'.repeat(64);

/** U+0000 is the one byte 0x00 in UTF-8: the leaf prefix of RFC 6962 §2.1. */
const leafPrefix = '\u0000';

/** Hash of an entry: the RFC 6962 leaf hash SHA-256(0x00 ‖ canonical JSON), so that chain and tree share one hash per entry. */
export function hashEntryBody(body: string, primitives: WitnessPrimitives): Uint8Array {
  return primitives.sha256(leafPrefix + body);
}

/** Makes an entry final. Throws CanonicalJsonError when it holds something that cannot be hashed faithfully. */
export function sealEntry(entry: Entry, primitives: WitnessPrimitives): SealedEntry {
  const body = canonicalJson(entry);
  return { entry, body, hash: hashEntryBody(body, primitives) };
}
