import { concatBytes, equalBytes, type WitnessPrimitives } from './primitives.ts';

/** The state of a log at one size: what a checkpoint signs. */
export interface TreeHead {
  /** Names the log; a line without spaces or `+`. */
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/** Makes signatures under one key; `name` is the key name of the signed note. */
export interface Signer {
  readonly name: string;
  /** Raw Ed25519 public key, 32 bytes. */
  readonly publicKey: Uint8Array;
  sign(message: Uint8Array): Uint8Array;
}

/** Checks an Ed25519 signature. */
export type VerifySignature = (signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array) => boolean;

/** A key that checkpoints are checked against. */
export interface VerifierKey {
  readonly name: string;
  readonly publicKey: Uint8Array;
}

/** The text that is signed: C2SP tlog-checkpoint, three lines. */
export function checkpointBody(head: TreeHead, primitives: WitnessPrimitives): string {
  return `${head.origin}\n${head.size}\n${primitives.toBase64(head.root)}\n`;
}

/** A signed checkpoint in C2SP tlog-checkpoint form (a signed note with one Ed25519 signature line). */
export function signCheckpoint(head: TreeHead, signer: Signer, primitives: WitnessPrimitives): string {
  const body = checkpointBody(head, primitives);
  const signature = signer.sign(primitives.utf8(body));
  const line = primitives.toBase64(concatBytes(keyHash(signer, primitives), signature));
  return `${body}\n— ${signer.name} ${line}\n`;
}

/** The first four bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ key), by which a signed note names an Ed25519 key (C2SP signed-note). */
export function keyHash(key: VerifierKey, primitives: WitnessPrimitives): Uint8Array {
  return primitives
    .sha256(concatBytes(primitives.utf8(key.name), Uint8Array.of(0x0a, 0x01), key.publicKey))
    .slice(0, 4);
}

export type OpenedCheckpoint =
  | { readonly ok: true; readonly head: TreeHead }
  | { readonly ok: false; readonly code: 'malformed-checkpoint' | 'unknown-key' | 'bad-signature' };

/** Parses a signed checkpoint and checks its signature by `key`. Nothing of an unsigned text is believed. */
export function openCheckpoint(
  note: string,
  key: VerifierKey,
  tools: { readonly primitives: WitnessPrimitives; readonly verify: VerifySignature },
): OpenedCheckpoint {
  const { primitives } = tools;
  const parts =
    /^(?<body>(?<origin>[^\s+]+)\n(?<size>0|[1-9]\d{0,14})\n(?<root>[A-Za-z0-9+/]{43}=)\n)\n(?<signatures>(?:— \S+ \S+\n)+)$/u.exec(
      note,
    )?.groups;
  const root = parts?.['root'] === undefined ? undefined : primitives.fromBase64(parts['root']);
  if (!parts || root?.length !== 32) return { ok: false, code: 'malformed-checkpoint' };
  const signature = findSignature(parts['signatures'] ?? '', key, primitives);
  if (!signature) return { ok: false, code: 'unknown-key' };
  const body = parts['body'] ?? '';
  if (!tools.verify(signature, primitives.utf8(body), key.publicKey)) return { ok: false, code: 'bad-signature' };
  return { ok: true, head: { origin: parts['origin'] ?? '', size: Number(parts['size']), root } };
}

function findSignature(lines: string, key: VerifierKey, primitives: WitnessPrimitives): Uint8Array | undefined {
  const wanted = keyHash(key, primitives);
  for (const line of lines.split('\n')) {
    const [, name, text] = line.split(' ');
    if (name !== key.name || text === undefined) continue;
    const bytes = primitives.fromBase64(text);
    if (bytes?.length === 68 && equalBytes(bytes.slice(0, 4), wanted)) return bytes.slice(4);
  }
  return undefined;
}
