import { concatBytes, equalBytes, type WitnessPrimitives } from './primitives.ts';
import { keyHash, type VerifierKey } from './publicKey.ts';

/** The state of a log at one size: what a checkpoint signs. */
export interface TreeHead {
  /** Names the log; a line without spaces or `+`. */
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/** Makes signatures under one key; `name` is the key name of the signed note. */
export interface Signer extends VerifierKey {
  sign(message: Uint8Array): Uint8Array;
}

/** Checks an Ed25519 signature. */
export type VerifySignature = (signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array) => boolean;

/** What checking a witness needs from outside. */
export interface WitnessTools {
  readonly primitives: WitnessPrimitives;
  readonly verify: VerifySignature;
}

/** The text that is signed: C2SP tlog-checkpoint, three lines. */
export function checkpointBody(head: TreeHead, primitives: WitnessPrimitives): string {
  return `${head.origin}\n${head.size}\n${primitives.toBase64(head.root)}\n`;
}

/** A signed checkpoint in C2SP tlog-checkpoint form: a signed note with one Ed25519 signature line per signer. */
export function signCheckpoint(
  head: TreeHead,
  signer: Signer | readonly Signer[],
  primitives: WitnessPrimitives,
): string {
  const body = checkpointBody(head, primitives);
  const lines = [signer].flat().map((one) => signatureLine(one, one.sign(primitives.utf8(body)), primitives));
  return `${body}\n${lines.join('')}`;
}

function signatureLine(key: VerifierKey, signature: Uint8Array, primitives: WitnessPrimitives): string {
  return `— ${key.name} ${primitives.toBase64(concatBytes(keyHash(key, primitives), signature))}\n`;
}

/** One signature line: the key's name, its hash, and what follows the hash. */
export interface SignatureLine {
  readonly name: string;
  readonly hash: Uint8Array;
  readonly signature: Uint8Array;
}

/** A checkpoint taken apart; nothing of it is believed before a signature was checked. */
export interface ParsedCheckpoint {
  readonly body: string;
  readonly head: TreeHead;
  readonly signatures: readonly SignatureLine[];
}

/** More lines than anybody needs: a note with thousands of signatures must not cost thousands of checks. */
const maxSignatures = 16;
const noteShape =
  /^(?<body>(?<origin>[^\s+]{1,1000})\n(?<size>0|[1-9]\d{0,14})\n(?<root>[A-Za-z0-9+/]{43}=)\n)\n(?<signatures>(?:— [^\s+]+ [A-Za-z0-9+/=]+\n)+)$/u;

/** Parses a signed checkpoint; undefined when it is none. */
export function parseCheckpoint(note: string, primitives: WitnessPrimitives): ParsedCheckpoint | undefined {
  const parts = noteShape.exec(note)?.groups;
  const root = parts?.['root'] === undefined ? undefined : primitives.fromBase64(parts['root']);
  if (!parts || root?.length !== 32) return undefined;
  const lines = (parts['signatures'] ?? '').split('\n').slice(0, -1);
  if (lines.length > maxSignatures) return undefined;
  const signatures: SignatureLine[] = [];
  for (const line of lines) {
    const [, name = '', text = ''] = line.split(' ');
    const bytes = primitives.fromBase64(text);
    if (!bytes || bytes.length < 5) return undefined;
    signatures.push({ name, hash: bytes.slice(0, 4), signature: bytes.slice(4) });
  }
  const head = { origin: parts['origin'] ?? '', size: Number(parts['size']), root };
  return { body: parts['body'] ?? '', head, signatures };
}

export type CheckpointFault = 'malformed-checkpoint' | 'unknown-key' | 'bad-signature';
export type OpenedCheckpoint =
  | { readonly ok: true; readonly head: TreeHead }
  | { readonly ok: false; readonly code: CheckpointFault };

/**
 * Parses a signed checkpoint and checks its signature by `key`. Lines of other keys are passed over, as C2SP signed-note asks;
 * every line that names `key` must be good. Nothing of an unsigned text is believed.
 */
export function openCheckpoint(note: string, key: VerifierKey, tools: WitnessTools): OpenedCheckpoint {
  const parsed = parseCheckpoint(note, tools.primitives);
  if (!parsed) return { ok: false, code: 'malformed-checkpoint' };
  const code = checkSignature(parsed, key, tools);
  return code ? { ok: false, code } : { ok: true, head: parsed.head };
}

/** What is wrong with a checkpoint's signature by `key`; undefined when it is good. */
export function checkSignature(
  { body, signatures }: ParsedCheckpoint,
  key: VerifierKey,
  tools: WitnessTools,
): 'unknown-key' | 'bad-signature' | undefined {
  const wanted = keyHash(key, tools.primitives);
  const lines = signatures.filter((line) => line.name === key.name && equalBytes(line.hash, wanted));
  if (lines.length === 0) return 'unknown-key';
  const message = tools.primitives.utf8(body);
  return lines.every((line) => tools.verify(line.signature, message, key.publicKey)) ? undefined : 'bad-signature';
}
