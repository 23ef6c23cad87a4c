import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodePrimitives } from '../../../../src/adapters/signing/nodePrimitives.ts';
import { openKeyInForce } from '../../../../src/app/witness/keyInForce.ts';
import { rotateKey } from '../../../../src/app/witness/rotateKey.ts';
import { Sealer } from '../../../../src/app/witness/sealer.ts';
import type { SigningKeys } from '../../../../src/app/ports/signingKeys.ts';
import type { Signer } from '../../../../src/domain/witness/checkpoint.ts';
import { isSameKey } from '../../../../src/domain/witness/publicKey.ts';
import { verifyLedger } from '../../../../src/domain/witness/verifyLedger.ts';
import { MemoryLedger } from '../../../support/memoryLedger.ts';
import { entryContext, newSigner, nodeTools } from '../../../support/witnessLedger.ts';

/** Keys in memory; `failPromotion` ends the process, so to say, after the entry became durable. */
class MemoryKeys implements SigningKeys {
  key = newSigner();
  next: Signer | undefined;
  failPromotion = false;

  async current(): Promise<Signer> {
    return this.key;
  }

  async prepared(): Promise<Signer | undefined> {
    return this.next;
  }

  async prepare(): Promise<Signer> {
    return (this.next ??= newSigner());
  }

  async promote(): Promise<void> {
    if (this.failPromotion) throw new Error('killed');
    this.key = this.next ?? this.key;
    this.next = undefined;
  }
}

const createSealer = (signer: Signer): Sealer =>
  new Sealer({ primitives: nodePrimitives, signer, origin: 'test/ledger' });

async function begin(): Promise<{ ledger: MemoryLedger; keys: MemoryKeys; first: Signer }> {
  const [ledger, keys] = [new MemoryLedger(), new MemoryKeys()];
  const sealer = createSealer(keys.key);
  const entries = [sealer.seal({ type: 'swarm.paused' }, entryContext(1, 'tester'))];
  await ledger.append({ entries, checkpoint: sealer.checkpoint() });
  return { ledger, keys, first: keys.key };
}

const rotate = (ledger: MemoryLedger, keys: SigningKeys): ReturnType<typeof rotateKey> =>
  rotateKey({ ledger, keys, createSealer, person: 'tester', now: 2 });
const verdictOf = (ledger: MemoryLedger, trusted: Signer): ReturnType<typeof verifyLedger> =>
  verifyLedger({ entries: ledger.entries, checkpoints: ledger.notes }, trusted, nodeTools);

test('a rotated ledger verifies by the old key and the new, and the checkpoint of the rotation bears both', async () => {
  const { ledger, keys, first } = await begin();
  const { next, checkpoint } = await rotate(ledger, keys);
  assert.equal(checkpoint.split('\n').filter((line) => line.startsWith('—')).length, 2);
  for (const trusted of [first, next]) assert.equal(verdictOf(ledger, trusted).ok, true);
  assert.equal(verdictOf(ledger, first).rotations, 1);
  assert.equal((await keys.current()).publicKey, next.publicKey);
  await rotate(ledger, keys);
  assert.equal(verdictOf(ledger, first).rotations, 2);
});

test('a crash after the entry leaves a rotation that the next start finishes', async () => {
  const { ledger, keys, first } = await begin();
  keys.failPromotion = true;
  await assert.rejects(rotate(ledger, keys), /killed/);
  keys.failPromotion = false;
  const verdict = verdictOf(ledger, first);
  assert.equal(verdict.ok, true);
  const signer = await openKeyInForce(keys, verdict.key);
  assert.ok(signer && isSameKey(signer, verdict.key) && !isSameKey(signer, first));
});

test('a full disk leaves the old key in force', async () => {
  const { ledger, keys, first } = await begin();
  ledger.failNext = new Error('full');
  await assert.rejects(rotate(ledger, keys), /full/);
  const verdict = verdictOf(ledger, first);
  assert.deepEqual([verdict.ok, verdict.rotations], [true, 0]);
  assert.equal(await openKeyInForce(keys, verdict.key), first);
  await rotate(ledger, keys);
  assert.equal(verdictOf(ledger, first).ok, true);
});
