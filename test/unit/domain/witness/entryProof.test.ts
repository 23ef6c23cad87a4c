import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodePrimitives } from '../../../../src/adapters/signing/nodePrimitives.ts';
import {
  proveEntry,
  verifyEntryProof,
  type EntryProof,
  type ProofFault,
} from '../../../../src/domain/witness/entryProof.ts';
import { newSigner, nodeTools, writeLedger } from '../../../support/witnessLedger.ts';

const [signer, other] = [newSigner(), newSigner()];
const ledger = writeLedger(signer, 20);
const parts = { bodies: ledger.entries.map(({ body }) => body), leaves: ledger.entries.map(({ hash }) => hash) };
const checkpoint = ledger.checkpoints.at(-1) ?? '';
const at = (sequence: number, over = checkpoint): EntryProof | undefined =>
  proveEntry(parts, { sequence, checkpoint: over, key: signer }, nodePrimitives);

test('every entry is proved against every checkpoint that covers it, and against no other', () => {
  for (const over of ledger.checkpoints) {
    const size = Number(over.split('\n')[1]);
    for (let sequence = 1; sequence <= 20; sequence += 1) {
      const proof = at(sequence, over);
      assert.equal(proof !== undefined, sequence <= size, `${sequence} of ${size}`);
      if (!proof) continue;
      const verdict = verifyEntryProof(JSON.parse(JSON.stringify(proof)), signer, nodeTools);
      assert.deepEqual(verdict, { ok: true, sequence, size, entry: parts.bodies[sequence - 1] });
    }
  }
  for (const sequence of [0, -1, 21, 1.5, Number.NaN]) assert.equal(at(sequence), undefined);
});

const sound = at(7);
assert.ok(sound);
const check = (name: string, proof: unknown, code: ProofFault, key = signer): void => {
  test(`a proof ${name} is ${code}`, () => {
    assert.deepEqual(verifyEntryProof(proof, key, nodeTools), { ok: false, code });
  });
};
check('of an entry that was changed', { ...sound, entry: sound.entry.replace('"at":6', '"at":7') }, 'forged-proof');
check('of another place', { ...sound, sequence: 8 }, 'forged-proof');
check('of place 0', { ...sound, sequence: 0 }, 'forged-proof');
check('of a place beyond the tree', { ...sound, sequence: 21 }, 'forged-proof');
check('of half a place', { ...sound, sequence: 7.5 }, 'forged-proof');
check('with a path of another entry', { ...sound, path: at(8)?.path }, 'forged-proof');
check('with a shorter path', { ...sound, path: sound.path.slice(1) }, 'forged-proof');
check('with a longer path', { ...sound, path: [...sound.path, sound.path[0]] }, 'forged-proof');
check('with a hash that is none', { ...sound, path: sound.path.with(0, '!') }, 'forged-proof');
check('with one hash more that is none', { ...sound, path: [...sound.path, '!'] }, 'forged-proof');
check('with a hash too short', { ...sound, path: sound.path.with(0, 'AAAA') }, 'forged-proof');
check('against an earlier checkpoint', { ...sound, checkpoint: ledger.checkpoints[4] }, 'forged-proof');
check(
  'against the checkpoint of another history',
  { ...sound, checkpoint: writeLedger(signer, 20, 'forger').checkpoints.at(-1) },
  'forged-proof',
);
check(
  'against a checkpoint of another key',
  { ...sound, checkpoint: writeLedger(other, 20).checkpoints.at(-1) },
  'unknown-key',
);
check('checked by another key', sound, 'unknown-key', other);
check('with a spoiled checkpoint', { ...sound, checkpoint: checkpoint.replace('\n20\n', '\n19\n') }, 'bad-signature');
check('without a checkpoint', { ...sound, checkpoint: '' }, 'malformed-checkpoint');
for (const [name, value] of [
  ['that is nothing', undefined],
  ['that is null', null],
  ['that is a list', []],
  ['of another format', { ...sound, format: 'x' }],
  ['of another version', { ...sound, version: 2 }],
  ['whose path is a text', { ...sound, path: 'AAAA' }],
  ['whose path holds numbers', { ...sound, path: [1] }],
  ['with an endless path', { ...sound, path: Array.from({ length: 65 }, () => sound.path[0]) }],
] as const) {
  check(name, value, 'malformed-proof');
}
