import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodePrimitives } from '../../../../src/adapters/signing/nodePrimitives.ts';
import { signCheckpoint, type Signer } from '../../../../src/domain/witness/checkpoint.ts';
import { cosignCheckpoint } from '../../../../src/domain/witness/cosignature.ts';
import { signRotation } from '../../../../src/domain/witness/keyRotation.ts';
import { MerkleHead } from '../../../../src/domain/witness/merkleTree.ts';
import { toHex } from '../../../../src/domain/witness/primitives.ts';
import type { LedgerFault } from '../../../../src/domain/witness/verdict.ts';
import { verifyLedger, type VerifyOptions } from '../../../../src/domain/witness/verifyLedger.ts';
import {
  LedgerScript,
  newSigner,
  nodeTools,
  rewriteEntry,
  writeLedger,
  type WrittenLedger,
} from '../../../support/witnessLedger.ts';

const [first, second, third, thief] = [newSigner(), newSigner(), newSigner(), newSigner()];
const cosigner = newSigner('auditor');

interface Expected {
  readonly sequence: number;
  readonly code: LedgerFault;
}

interface Case {
  readonly name: string;
  readonly ledger: () => WrittenLedger;
  readonly expected?: Expected;
  /** Without, the first key. */
  readonly trusted?: Signer;
  readonly options?: VerifyOptions;
}

function check({ name, ledger, expected, trusted, options }: Case): void {
  test(`witness: ${name}${expected ? ` is ${expected.code}` : ''}`, () => {
    const verdict = verifyLedger(ledger(), trusted ?? first, nodeTools, options ?? {});
    assert.deepEqual(verdict.firstBad, expected);
    assert.equal(verdict.ok, expected === undefined);
  });
}

const rotated = (): WrittenLedger => new LedgerScript(first).add(4).rotate(second).add(5).ledger;
const twice = (): WrittenLedger => new LedgerScript(first).add(4).rotate(second).add(3).rotate(third).add(5).ledger;

check({ name: 'a ledger whose key was rotated verifies from the first key on', ledger: rotated });
check({ name: 'it verifies from the second key, too', ledger: rotated, trusted: second });
for (const trusted of [first, second, third]) check({ name: 'two rotations in a row verify', ledger: twice, trusted });
check({
  name: 'a key that the ledger never had',
  ledger: rotated,
  trusted: third,
  expected: { sequence: 1, code: 'unknown-key' },
});

/** Names one key and signs with another, as a thief must who lacks the first. */
function pretend(named: Signer, by: Signer): Signer {
  return { ...named, sign: (message) => by.sign(message) };
}

/** Puts a rotation in place of the last entry, signed by whoever wants to, under a head signed by the key that comes. */
function stolen(from: Signer, to: Signer, script = new LedgerScript(first).add(4).rotate(second)): WrittenLedger {
  const { ledger } = script;
  const sequence = ledger.entries.length;
  const place = { sequence, previous: toHex(ledger.entries[sequence - 2]?.hash ?? new Uint8Array()) };
  const event = signRotation({ from, to }, place, nodePrimitives);
  rewriteEntry(ledger, sequence, (body) => JSON.stringify({ ...JSON.parse(body), event }));
  return { ...ledger, checkpoints: [...ledger.checkpoints.slice(0, -1), headOver(ledger, to)] };
}

/** A checkpoint over all entries, signed by whoever wants to. */
function headOver({ entries }: WrittenLedger, signer: Signer): string {
  const tree = new MerkleHead(nodePrimitives);
  for (const { hash } of entries) tree.append(hash);
  return signCheckpoint({ origin: 'test/ledger', size: tree.size, root: tree.root() }, signer, nodePrimitives);
}

const bad5 = { sequence: 5, code: 'bad-rotation' } as const;
const byThief = (): WrittenLedger => stolen(pretend(first, thief), thief);
check({ name: 'a rotation made by hand as it should be', ledger: () => stolen(first, third) });
check({ name: 'a rotation by a thief who signs for both', ledger: byThief, expected: bad5 });
check({ name: 'the same, checked by the key of the thief', ledger: byThief, trusted: thief, expected: bad5 });
check({ name: 'a rotation from a key that was not in force', ledger: () => stolen(thief, third), expected: bad5 });
check({
  name: 'a second rotation from a key that was not in force',
  ledger: () => stolen(first, third, new LedgerScript(first).add(4).rotate(second).rotate(third)),
  expected: { sequence: 6, code: 'bad-rotation' },
});
check({
  name: 'a rotation to a key that did not agree',
  ledger: () => stolen(first, pretend(second, thief)),
  expected: bad5,
});
check({ name: 'a rotation to the same key', ledger: () => stolen(first, first), expected: bad5 });
check({
  name: 'a rotation whose own checkpoint only the old key signs',
  ledger: () => {
    const { ledger } = new LedgerScript(first).add(4).rotate(second);
    return { ...ledger, checkpoints: [...ledger.checkpoints.slice(0, -1), headOver(ledger, first)] };
  },
  expected: { sequence: 5, code: 'unknown-key' },
});
check({
  name: 'a rotation copied to another place',
  ledger: () => {
    const copied = rotated().entries[4]?.body ?? '';
    const { ledger } = new LedgerScript(first).add(6).rotate(second);
    const { event } = JSON.parse(copied) as { event: unknown };
    rewriteEntry(ledger, 7, (body) => JSON.stringify({ ...JSON.parse(body), event }));
    return { ...ledger, checkpoints: [...ledger.checkpoints.slice(0, -1), headOver(ledger, second)] };
  },
  expected: { sequence: 7, code: 'bad-rotation' },
});
check({
  name: 'a checkpoint that the old key signs after the rotation',
  ledger: () => {
    const ledger = rotated();
    const head = headOver(ledger, first);
    return { ...ledger, checkpoints: [...ledger.checkpoints.slice(0, -1), head] };
  },
  expected: { sequence: 9, code: 'unknown-key' },
});
// Anchors: entries and checkpoints cut off together leave a ledger that is sound in itself.
const long = writeLedger(first, 10);
const anchor = long.checkpoints.at(-1) ?? '';
const cut = (): WrittenLedger => writeLedger(first, 6);

check({ name: 'a ledger cut off together with its checkpoints, without an anchor, looks sound', ledger: cut });
check({
  name: 'a ledger cut off together with its checkpoints, compared with an anchor,',
  ledger: () => ({ ...cut(), anchors: [anchor] }),
  expected: { sequence: 7, code: 'truncated' },
});
check({
  name: 'a ledger of which nothing is left, compared with an anchor,',
  ledger: () => ({ entries: [], checkpoints: [], anchors: [anchor] }),
  expected: { sequence: 1, code: 'truncated' },
});
check({
  name: 'a history rewritten by the holder of the key',
  ledger: () => ({ ...writeLedger(first, 10, 'forger'), anchors: [anchor] }),
  expected: { sequence: 10, code: 'forked' },
});
check({
  name: 'a history rewritten and grown beyond the anchor by the holder of the key',
  ledger: () => ({ ...writeLedger(first, 14, 'forger'), anchors: [anchor] }),
  expected: { sequence: 10, code: 'forked' },
});
check({
  name: 'a ledger that grew after the anchor',
  ledger: () => ({ ...writeLedger(first, 14), anchors: [anchor] }),
});
check({
  name: 'an anchor of another ledger, or of nobody, does no harm',
  ledger: () => ({
    ...cut(),
    anchors: [
      new LedgerScript(first, { origin: 'test/other' }).add(20).ledger.checkpoints.at(-1) ?? '',
      writeLedger(thief, 20).checkpoints.at(-1) ?? '',
      anchor.replace('\n10\n', '\n99\n'),
      'no checkpoint at all',
    ],
  }),
});
check({
  name: 'a fork from before the rotation by a thief of the old key, compared with the anchor of the rotation,',
  ledger: () => ({
    ...new LedgerScript(first).add(4).add(8, 'forger').ledger,
    anchors: rotated().checkpoints.slice(2, 3),
  }),
  expected: { sequence: 5, code: 'forked' },
});

// Second parties.
const cosigned = (size: number, by = cosigner): string =>
  cosignCheckpoint(writeLedger(first, size).checkpoints.at(-1) ?? '', by, 1_700_000_000_000, nodePrimitives) ?? '';
const withCosigner = { cosigner };
check({
  name: 'a ledger without the cosignature that was asked for',
  ledger: cut,
  options: withCosigner,
  expected: { sequence: 1, code: 'not-cosigned' },
});
check({ name: 'a cosigned ledger', ledger: () => ({ ...cut(), anchors: [cosigned(6)] }), options: withCosigner });
check({
  name: 'a cosigned ledger that grew',
  ledger: () => ({ ...long, anchors: [cosigned(6)] }),
  options: withCosigner,
  expected: { sequence: 7, code: 'not-cosigned' },
});
check({
  name: 'a ledger cosigned by somebody of the same name',
  ledger: () => ({ ...cut(), anchors: [cosigned(6, newSigner('auditor'))] }),
  options: withCosigner,
  expected: { sequence: 1, code: 'not-cosigned' },
});
check({
  name: 'a cosignature whose time was changed',
  ledger: () => {
    const note = cosigned(6);
    const line = note.trimEnd().split(' ').at(-1) ?? '';
    const bytes = Buffer.from(line, 'base64');
    bytes.writeUInt8(bytes.readUInt8(11) ^ 1, 11);
    return { ...cut(), anchors: [note.replace(line, bytes.toString('base64'))] };
  },
  options: withCosigner,
  expected: { sequence: 1, code: 'not-cosigned' },
});
check({
  name: 'a ledger that the second party has seen with another history',
  ledger: () => ({ ...writeLedger(first, 6, 'forger'), anchors: [cosigned(6).replace(/— s2\.local .*\n/, '')] }),
  options: withCosigner,
  expected: { sequence: 6, code: 'forked' },
});

// Only the head's signature is checked when a swarm starts: it covers every entry.
const headOnly = { signatures: 'head' } as const;
check({ name: 'a sound ledger by its head', ledger: twice, options: headOnly });
check({
  name: 'an entry rewritten with its hash, by the head',
  ledger: () => {
    const ledger = writeLedger(first, 8);
    rewriteEntry(ledger, 8, (body) => body.replace('"at":7', '"at":9'));
    return ledger;
  },
  options: headOnly,
  expected: { sequence: 8, code: 'forked' },
});
check({
  name: 'a head signed by a thief',
  ledger: () => ({ ...long, checkpoints: [...long.checkpoints.slice(0, -1), headOver(long, thief)] }),
  options: headOnly,
  expected: { sequence: 9, code: 'unknown-key' },
});

test('every single flipped bit of a small ledger is found', () => {
  const written = new LedgerScript(first).add(2).rotate(second).add(1).checkpoint().ledger;
  let flipped = 0;
  const isFound = (ledger: WrittenLedger): void => {
    assert.equal(verifyLedger(ledger, first, nodeTools).ok, false);
    flipped += 1;
  };
  for (const [at, { body, hash }] of written.entries.entries()) {
    for (const spoiled of flips(body))
      isFound({ ...written, entries: written.entries.with(at, { body: spoiled, hash }) });
    for (let bit = 0; bit < 256; bit += 7) {
      const other = hash.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      isFound({ ...written, entries: written.entries.with(at, { body, hash: other }) });
    }
  }
  for (const [at, note] of written.checkpoints.entries()) {
    // A line that no longer names a known key is passed over, so that of two good signatures one may be spoiled unnoticed; not of one.
    const signatures = note.split('\n').filter((line) => line.startsWith('—')).length;
    for (const spoiled of flips(signatures === 1 ? note : note.slice(0, note.indexOf('—')))) {
      isFound({
        ...written,
        checkpoints: written.checkpoints.with(at, spoiled + (signatures === 1 ? '' : note.slice(note.indexOf('—')))),
      });
    }
  }
  assert.ok(flipped > 2_000, `${flipped} flips`);
});

/** The text with each of its characters changed in its lowest bit. */
function flips(text: string): string[] {
  return Array.from(
    { length: text.length },
    (_, at) => text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1),
  );
}
