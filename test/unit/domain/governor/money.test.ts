import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatMoney, fromDollars, money, parseMoney, toDollars } from '../../../../src/domain/governor/money.ts';

describe('money', () => {
  const check = (text: string, expected: number | undefined): void => {
    it(`reads "${text}" as ${expected} micro-dollars`, () => assert.equal(parseMoney(text), expected));
  };
  check('$40', 40_000_000);
  check('40.0', 40_000_000);
  check(' 40 USD ', 40_000_000);
  check('$0.000001', 1);
  check('999999999.999999', 999_999_999_999_999);
  check('0.0000001', undefined);
  check('-1', undefined);
  check('1e9', undefined);
  check('$', undefined);
  check('4,000', undefined);
  check('٤٠', undefined);

  it('adds up without the errors of fractions', () => {
    assert.equal(fromDollars(0.1) + fromDollars(0.2), fromDollars(0.3));
    assert.equal(toDollars(money(300_000)), 0.3);
  });

  it('is never negative, a fraction or beyond what is exact', () => {
    for (const micros of [-1, 0.5, Number.NaN, 2 ** 53]) assert.throws(() => money(micros), RangeError);
  });

  it('is written with cents, and with more digits where there are some', () => {
    assert.deepEqual([0, 40_000_000, 1_500_000, 10_000, 1, 1_234_560].map(formatMoney), [
      '$0.00',
      '$40.00',
      '$1.50',
      '$0.01',
      '$0.000001',
      '$1.23456',
    ]);
  });
});
