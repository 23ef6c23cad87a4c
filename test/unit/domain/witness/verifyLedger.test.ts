import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodePrimitives } from '../../../../src/adapters/signing/nodePrimitives.ts';
import { Sealer } from '../../../../src/app/witness/sealer.ts';
import { hashEntryBody } from '../../../../src/domain/witness/entry.ts';
import type { LedgerFault } from '../../../../src/domain/witness/verdict.ts';
import { verifyLedger, type StoredLedger } from '../../../../src/domain/witness/verifyLedger.ts';
import { newSigner, nodeTools, writeLedger, type WrittenLedger } from '../../../support/witnessLedger.ts';

const signer = newSigner();

function check(
  name: string,
  expected: { sequence: number; code: LedgerFault } | undefined,
  spoil: (ledger: WrittenLedger) => StoredLedger | void,
): void {
  test(`witness: ${name}`, () => {
    const ledger = writeLedger(signer, 8);
    const verdict = verifyLedger(spoil(ledger) ?? ledger, signer, nodeTools);
    assert.deepEqual(verdict.firstBad, expected);
    assert.equal(verdict.ok, expected === undefined);
  });
}

/** Rewrites an entry together with its hash, as somebody with the database but without the key could. */
function rewrite(entry: { body: string; hash: Uint8Array } | undefined, change: (body: string) => string): void {
  assert.ok(entry);
  entry.body = change(entry.body);
  entry.hash = hashEntryBody(entry.body, nodePrimitives);
}

check('a ledger as it was written is sound', undefined, () => undefined);
check('an empty ledger is sound', undefined, () => ({ entries: [], checkpoints: [] }));
check('one flipped bit in an entry', { sequence: 3, code: 'altered' }, ({ entries }) => {
  if (entries[2]) entries[2].body = entries[2].body.replace('"at":2', '"at":3');
});
check('one flipped bit in a hash', { sequence: 3, code: 'altered' }, ({ entries }) => {
  if (entries[2]) entries[2].hash = entries[2].hash.map((byte, at) => (at === 0 ? byte ^ 1 : byte));
});
check('an entry rewritten with its hash', { sequence: 4, code: 'broken-chain' }, ({ entries }) => {
  rewrite(entries[2], (body) => body.replace('"at":2', '"at":3'));
});
check('the last entry rewritten with its hash', { sequence: 8, code: 'forked' }, ({ entries }) => {
  rewrite(entries[7], (body) => body.replace('"at":7', '"at":9'));
});
check('an entry that is no JSON', { sequence: 2, code: 'malformed' }, ({ entries }) => rewrite(entries[1], () => '{'));
check('a removed entry', { sequence: 3, code: 'removed' }, ({ entries }) => void entries.splice(2, 1));
check('a removed first entry', { sequence: 1, code: 'removed' }, ({ entries }) => void entries.shift());
check('two entries in the wrong order', { sequence: 3, code: 'reordered' }, ({ entries }) => {
  entries.splice(2, 2, ...entries.slice(2, 4).reverse());
});
check('an entry twice', { sequence: 4, code: 'duplicated' }, ({ entries }) => {
  entries.splice(3, 0, ...entries.slice(2, 3));
});
check('entries cut off at the end', { sequence: 7, code: 'truncated' }, ({ entries }) => void entries.splice(6));
check(
  'entries that no checkpoint covers',
  { sequence: 7, code: 'unsigned' },
  ({ checkpoints }) => void checkpoints.pop(),
);
check('another history of the same length', { sequence: 2, code: 'forked' }, ({ checkpoints }) => ({
  entries: writeLedger(signer, 8, 'forger').entries,
  checkpoints,
}));
check('a checkpoint signed by another key', { sequence: 1, code: 'unknown-key' }, ({ entries }) => {
  const other = newSigner();
  const sealer = new Sealer({ primitives: nodePrimitives, signer: other, origin: 'test/ledger' });
  for (const { hash } of entries) sealer.follow('swarm', hash);
  return { entries, checkpoints: [sealer.checkpoint()] };
});
check('a checkpoint with a spoiled signature', { sequence: 1, code: 'bad-signature' }, ({ checkpoints }) => {
  checkpoints[0] = (checkpoints[0] ?? '').replace('\n2\n', '\n1\n');
});
check(
  'a checkpoint that is none',
  { sequence: 3, code: 'malformed-checkpoint' },
  ({ checkpoints }) => void (checkpoints[1] = 'nothing'),
);
