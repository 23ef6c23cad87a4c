/** The byte operations that the witness needs; given by whoever runs it, so that it runs in a host and in a browser alike. */
export interface WitnessPrimitives {
  /** SHA-256; of a text it is that of its UTF-8 bytes. */
  sha256(data: Uint8Array | string): Uint8Array;
  utf8(text: string): Uint8Array;
  toBase64(bytes: Uint8Array): string;
  /** The bytes; undefined when the text is not standard base64. */
  fromBase64(text: string): Uint8Array | undefined;
}

/** Lower-case hex of `bytes`. */
export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += hexPairs[byte];
  return text;
}

const hexPairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** The bytes that lower-case hex stands for; undefined when the text is none. */
export function fromHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) return undefined;
  return Uint8Array.from({ length: text.length / 2 }, (_, at) => Number.parseInt(text.slice(2 * at, 2 * at + 2), 16));
}

/** Whether `text` is the lower-case hex of `bytes`; ten times as fast as making the text, which verification feels. */
export function isHexOf(text: string, bytes: Uint8Array): boolean {
  if (text.length !== 2 * bytes.length) return false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (text.charCodeAt(2 * at) !== hexDigits.charCodeAt(byte >> 4)) return false;
    if (text.charCodeAt(2 * at + 1) !== hexDigits.charCodeAt(byte & 15)) return false;
  }
  return true;
}

const hexDigits = '0123456789abcdef';

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false;
  return true;
}

/** The parts one after the other. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
