import { sha256 } from '@noble/hashes/sha2.js';
import type { WitnessPrimitives } from '../../domain/witness/primitives.ts';

const encoder = new TextEncoder();

/** Byte operations of the witness without Node: for a webview, a browser, or an auditor's own program. */
export const portablePrimitives: WitnessPrimitives = {
  sha256: (data) => sha256(typeof data === 'string' ? encoder.encode(data) : new Uint8Array(data)),
  utf8: (text) => encoder.encode(text),
  toBase64,
  fromBase64: (text) => {
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return undefined;
    const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
    // Another spelling of the same bytes would be a change that nobody notices.
    return toBase64(bytes) === text ? bytes : undefined;
  },
};

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
