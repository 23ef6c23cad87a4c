import { hash } from 'node:crypto';
import type { WitnessPrimitives } from '../../domain/witness/primitives.ts';

/** Byte operations of the witness by Node's own crypto. */
export const nodePrimitives: WitnessPrimitives = {
  // A third of the time of createHash for inputs of this size, and half that of asking the one-shot form for a buffer, which it would
  // make anew: 0.37 µs instead of 0.79 µs for 65 bytes.
  sha256: (data) => Buffer.from(hash('sha256', data, 'binary'), 'latin1'),
  utf8: (text) => Buffer.from(text, 'utf8'),
  toBase64: (bytes) => Buffer.from(bytes).toString('base64'),
  fromBase64: (text) => {
    const bytes = Buffer.from(text, 'base64');
    // Another spelling of the same bytes would be a change that nobody notices.
    return bytes.toString('base64') === text ? bytes : undefined;
  },
};
