import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodePrimitives } from '../../../../src/adapters/signing/nodePrimitives.ts';
import {
  consistencyPath,
  inclusionPath,
  verifyConsistency,
  verifyInclusion,
  type ConsistencyClaim,
  type InclusionClaim,
} from '../../../../src/domain/witness/merkleProof.ts';
import { rootsBySize } from '../../../../src/domain/witness/merkleTree.ts';
import { concatBytes, toHex } from '../../../../src/domain/witness/primitives.ts';

const sizes = 70;

function leafHash(data: Uint8Array): Uint8Array {
  return nodePrimitives.sha256(concatBytes(Uint8Array.of(0), data));
}

// Leaves, audit paths and consistency proofs of the test vectors that Certificate Transparency implementations share.
const vectorLeaves = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((hex) => leafHash(Buffer.from(hex, 'hex')));

const inclusions: readonly (readonly [index: number, size: number, path: readonly string[]])[] = [
  [0, 1, []],
  [
    0,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    5,
    8,
    [
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [2, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
  [
    1,
    5,
    [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
];

for (const [index, size, path] of inclusions) {
  test(`the audit path of leaf ${index} in the tree of ${size} is that of the vectors`, () => {
    const leaves = vectorLeaves.slice(0, size);
    assert.deepEqual(inclusionPath(leaves, index, nodePrimitives).map(toHex), path);
  });
}

const consistencies: readonly (readonly [first: number, second: number, path: readonly string[]])[] = [
  [1, 1, []],
  [
    1,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    6,
    8,
    [
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [
    2,
    5,
    [
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
];

for (const [first, second, path] of consistencies) {
  test(`the consistency proof from ${first} to ${second} is that of the vectors`, () => {
    assert.deepEqual(consistencyPath(vectorLeaves.slice(0, second), first, nodePrimitives).map(toHex), path);
  });
}

const leaves = Array.from({ length: sizes }, (_, at) => leafHash(Uint8Array.of(at)));
const roots = rootsBySize(
  leaves,
  Array.from({ length: sizes + 1 }, (_, at) => at),
  nodePrimitives,
);

function rootAt(size: number): Uint8Array {
  const root = roots.at(size);
  assert.ok(root);
  return root;
}

/** The hash with one bit changed. */
function flip(hash: Uint8Array): Uint8Array {
  return hash.map((byte, at) => (at === 31 ? byte ^ 1 : byte));
}

/** Every way to spoil a path by one step: each hash changed, one left out, one added. */
function spoiled(path: readonly Uint8Array[]): (readonly Uint8Array[])[] {
  return [
    ...path.map((hash, at) => path.with(at, flip(hash))),
    ...path.map((_, at) => path.toSpliced(at, 1)),
    [...path, leafHash(Uint8Array.of(255))],
    [leafHash(Uint8Array.of(255)), ...path],
    ...(path.length > 1 && toHex(path[0] ?? new Uint8Array()) !== toHex(path.at(-1) ?? new Uint8Array())
      ? [path.toReversed()]
      : []),
  ];
}

test(`every leaf of every tree up to ${sizes} has a proof that holds, and no forged one does`, () => {
  let proofs = 0;
  let forged = 0;
  for (let size = 1; size <= sizes; size += 1) {
    for (let index = 0; index < size; index += 1) {
      const path = inclusionPath(leaves.slice(0, size), index, nodePrimitives);
      const claim: InclusionClaim = {
        leaf: leaves[index] ?? new Uint8Array(),
        index,
        tree: { size, root: rootAt(size) },
        path,
      };
      assert.equal(verifyInclusion(claim, nodePrimitives), true, `${index} of ${size}`);
      proofs += 1;
      const forgeries: InclusionClaim[] = [
        { ...claim, leaf: flip(claim.leaf) },
        { ...claim, tree: { size, root: flip(claim.tree.root) } },
        { ...claim, index: size },
        { ...claim, index: -1 },
        { ...claim, index: 0.5 },
        ...(index > 0 ? [{ ...claim, index: index - 1 }] : []),
        ...spoiled(path).map((other) => ({ ...claim, path: other })),
      ];
      for (const forgery of forgeries) assert.equal(verifyInclusion(forgery, nodePrimitives), false);
      forged += forgeries.length;
    }
  }
  assert.ok(proofs === (sizes * (sizes + 1)) / 2 && forged > 30_000, `${proofs} proofs, ${forged} forgeries`);
});

test(`every pair of trees up to ${sizes} has a consistency proof that holds, and no forged one does`, () => {
  let forged = 0;
  for (let second = 1; second <= sizes; second += 1) {
    for (let first = 0; first <= second; first += 1) {
      const path = consistencyPath(leaves.slice(0, second), first, nodePrimitives);
      const claim: ConsistencyClaim = {
        first: { size: first, root: rootAt(first) },
        second: { size: second, root: rootAt(second) },
        path,
      };
      assert.equal(verifyConsistency(claim, nodePrimitives), true, `${first} to ${second}`);
      const forgeries: ConsistencyClaim[] = [
        { ...claim, first: { size: first, root: flip(claim.first.root) } },
        { ...claim, first: { size: second + 1, root: claim.second.root } },
        { ...claim, first: { size: first - 0.5, root: claim.first.root } },
        // Every tree grew out of the empty one, so its proof says nothing about the second root.
        ...(first === 0 ? [] : [{ ...claim, second: { size: second, root: flip(claim.second.root) } }]),
        ...spoiled(path).map((other) => ({ ...claim, path: other })),
      ];
      for (const forgery of forgeries) {
        assert.equal(verifyConsistency(forgery, nodePrimitives), false, `forged ${first} to ${second}`);
      }
      forged += forgeries.length;
    }
  }
  assert.ok(forged > 20_000, `${forged} forgeries`);
});

test('a proof from another history does not hold', () => {
  const other = leaves.with(3, flip(leaves[3] ?? new Uint8Array()));
  const path = consistencyPath(other, 40, nodePrimitives);
  const second = { size: sizes, root: rootsBySize(other, [sizes], nodePrimitives).at(sizes) ?? new Uint8Array() };
  assert.equal(verifyConsistency({ first: { size: 40, root: rootAt(40) }, second, path }, nodePrimitives), false);
});

test('there is no proof about leaves that are not there', () => {
  assert.throws(() => inclusionPath(leaves, sizes, nodePrimitives), RangeError);
  assert.throws(() => inclusionPath([], 0, nodePrimitives), RangeError);
  assert.throws(() => consistencyPath(leaves, sizes + 1, nodePrimitives), RangeError);
});
