import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Novelty } from '../../../../src/domain/agent/novelty.ts';

/** Pieces as they are printed, and whether each says something new. */
const prints: readonly (readonly [string, readonly (readonly [string, boolean])[]])[] = [
  [
    'a line that is printed again and again',
    [
      ['waiting\n', true],
      ['waiting\n', false],
      ['  waiting \n', false],
    ],
  ],
  [
    'two lines by turns',
    [
      ['a\nb\n', true],
      ['a\n', false],
      ['b\n', false],
      ['c\n', true],
    ],
  ],
  [
    'a line in pieces',
    [
      ['half', false],
      [' done\n', true],
      ['half done\n', false],
    ],
  ],
  [
    'a spinner',
    [
      ['\r|\r/\r-\r', true],
      ['|\r/\r-\r|', false],
    ],
  ],
  [
    'nothing at all',
    [
      ['', false],
      ['\n\n', false],
    ],
  ],
  [
    'tokens of a line without an end',
    [
      ['x'.repeat(150), false],
      ['y'.repeat(100), true],
      ['z'.repeat(10), false],
    ],
  ],
  [
    'one sign for ever',
    [
      ['.'.repeat(200), true],
      ['.'.repeat(2_000), false],
    ],
  ],
];

describe('what is new in what somebody prints', () => {
  for (const [name, pieces] of prints)
    test(name, () => {
      const novelty = new Novelty();
      assert.deepEqual(
        pieces.map(([text]) => novelty.add(text)),
        pieces.map(([, isNew]) => isNew),
      );
    });

  test('what is long forgotten is new again, and nothing grows without bound', () => {
    const novelty = new Novelty();
    for (let line = 0; line < 300; line += 1) assert.ok(novelty.add(`line ${line}\n`));
    assert.ok(novelty.add('line 0\n'));
    assert.equal(novelty.add('line 299\n'), false);
  });
});
