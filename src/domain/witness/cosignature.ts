import { checkpointBody, parseCheckpoint, type Signer, type TreeHead, type WitnessTools } from './checkpoint.ts';
import { concatBytes, equalBytes, type WitnessPrimitives } from './primitives.ts';
import { keyHash, signatureTypes, type VerifierKey } from './publicKey.ts';

/**
 * Adds the signature line of a second party to a checkpoint (C2SP tlog-cosignature, cosignature/v1): it says that this party saw
 * this head at `at` (ms since epoch; whole seconds are signed). Undefined when `note` is no checkpoint.
 */
export function cosignCheckpoint(
  note: string,
  signer: Signer,
  at: number,
  primitives: WitnessPrimitives,
): string | undefined {
  const parsed = parseCheckpoint(note, primitives);
  if (!parsed) return undefined;
  const seconds = Math.floor(at / 1000);
  const signature = signer.sign(primitives.utf8(cosignedText(parsed.head, seconds, primitives)));
  const hash = keyHash(signer, primitives, signatureTypes.cosignature);
  const line = primitives.toBase64(concatBytes(hash, bigEndian(seconds), signature));
  return `${note}— ${signer.name} ${line}\n`;
}

export type Cosigned =
  | { readonly ok: true; readonly head: TreeHead; /** ms since epoch */ readonly at: number }
  | { readonly ok: false; readonly code: 'malformed-checkpoint' | 'not-cosigned' | 'bad-signature' };

/** Looks for the cosignature by `key` on a checkpoint and checks it; of several the latest counts. */
export function openCosignature(note: string, key: VerifierKey, tools: WitnessTools): Cosigned {
  const { primitives } = tools;
  const parsed = parseCheckpoint(note, primitives);
  if (!parsed) return { ok: false, code: 'malformed-checkpoint' };
  const wanted = keyHash(key, primitives, signatureTypes.cosignature);
  const lines = parsed.signatures.filter((line) => line.name === key.name && equalBytes(line.hash, wanted));
  if (lines.length === 0) return { ok: false, code: 'not-cosigned' };
  let latest = 0;
  for (const { signature } of lines) {
    if (signature.length !== 72) return { ok: false, code: 'bad-signature' };
    const seconds = fromBigEndian(signature.slice(0, 8));
    const message = primitives.utf8(cosignedText(parsed.head, seconds, primitives));
    if (!tools.verify(signature.slice(8), message, key.publicKey)) return { ok: false, code: 'bad-signature' };
    latest = Math.max(latest, seconds);
  }
  return { ok: true, head: parsed.head, at: latest * 1000 };
}

function cosignedText(head: TreeHead, seconds: number, primitives: WitnessPrimitives): string {
  return `cosignature/v1\ntime ${seconds}\n${checkpointBody(head, primitives)}`;
}

function bigEndian(value: number): Uint8Array {
  return Uint8Array.from({ length: 8 }, (_, at) => Math.floor(value / 256 ** (7 - at)) % 256);
}

function fromBigEndian(bytes: Uint8Array): number {
  return bytes.reduce((value, byte) => value * 256 + byte, 0);
}
