import type { SwarmEvent } from '../task/event.ts';
import type { Signer, WitnessTools } from './checkpoint.ts';
import type { WitnessPrimitives } from './primitives.ts';
import { formatKey, isSameKey, parseKey, type VerifierKey } from './publicKey.ts';

/** The fact that from its own entry on another key signs the checkpoints. */
export type KeyRotated = Extract<SwarmEvent, { type: 'witness.key-rotated' }>;

/** Where in the chain a rotation stands; both signatures cover it, so that a rotation cannot be moved to another ledger or place. */
export interface RotationPlace {
  readonly sequence: number;
  /** Hash of the entry before, hex. */
  readonly previous: string;
}

/** Makes the event of a rotation, signed by the key that goes and the key that comes. */
export function signRotation(
  keys: { readonly from: Signer; readonly to: Signer },
  place: RotationPlace,
  primitives: WitnessPrimitives,
): KeyRotated {
  const previousKey = formatKey(keys.from, primitives);
  const nextKey = formatKey(keys.to, primitives);
  const message = primitives.utf8(rotationText({ previousKey, nextKey }, place));
  const sign = (signer: Signer): string => primitives.toBase64(signer.sign(message));
  return {
    type: 'witness.key-rotated',
    previousKey,
    nextKey,
    signatures: { previous: sign(keys.from), next: sign(keys.to) },
  };
}

/** The keys of a rotation whose two signatures are good at this place; undefined for any other value, whatever it is. */
export function openRotation(
  event: unknown,
  place: RotationPlace,
  tools: WitnessTools,
): { readonly from: VerifierKey; readonly to: VerifierKey } | undefined {
  if (!hasRotationShape(event)) return undefined;
  const { primitives, verify } = tools;
  const [from, to] = [parseKey(event.previousKey, primitives), parseKey(event.nextKey, primitives)];
  if (!from || !to || isSameKey(from, to)) return undefined;
  const message = primitives.utf8(rotationText(event, place));
  const isSigned = (text: string, key: VerifierKey): boolean => {
    const signature = primitives.fromBase64(text);
    return signature !== undefined && verify(signature, message, key.publicKey);
  };
  const good = isSigned(event.signatures.previous, from) && isSigned(event.signatures.next, to);
  return good ? { from, to } : undefined;
}

function rotationText(keys: Pick<KeyRotated, 'previousKey' | 'nextKey'>, place: RotationPlace): string {
  return `s2-swarm/key-rotation/v1\n${place.sequence}\n${place.previous}\n${keys.previousKey}\n${keys.nextKey}\n`;
}

function hasRotationShape(event: unknown): event is KeyRotated {
  if (typeof event !== 'object' || event === null) return false;
  const { previousKey, nextKey, signatures } = event as Partial<Record<keyof KeyRotated, unknown>>;
  if (typeof previousKey !== 'string' || typeof nextKey !== 'string') return false;
  if (typeof signatures !== 'object' || signatures === null) return false;
  const { previous, next } = signatures as Partial<Record<'previous' | 'next', unknown>>;
  return typeof previous === 'string' && typeof next === 'string';
}
