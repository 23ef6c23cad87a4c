import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { noUsage, usageCost, worstCost, type Price, type Usage } from '../../../../src/domain/governor/price.ts';
import { resolvePrices } from '../../../../src/domain/governor/priceList.ts';

const listed = resolvePrices(new Map());

function priceOf(name: string): Price {
  const price = listed[name];
  assert.ok(price, name);
  return price;
}

describe('usageCost by the shipped list, in micro-dollars', () => {
  const check = (model: string, usage: Partial<Usage>, expected: number): void => {
    it(`${model} ${JSON.stringify(usage)}`, () =>
      assert.equal(usageCost({ ...noUsage, ...usage }, priceOf(model)), expected));
  };
  check('haiku', { input: 1_000_000 / 10 }, 10_000);
  check('haiku', { input: 100_000, output: 1_000 }, 10_500);
  check('haiku', { input: 100_001, output: 1_000 }, 52_501);
  check('haiku', { input: 50_000, cacheRead: 50_001 }, 27_501);
  check('haiku', { cacheRead: 100_000 }, 1_000);
  check('haiku', { cacheWrite5m: 100_000 }, 12_500);
  check('haiku', { cacheWrite1h: 100_000 }, 20_000);
  check('sonnet', { input: 1_000_000, output: 1_000_000 }, 12_000_000);
  check('sonnet', { cacheRead: 1_000_000 }, 100_000);
  check('opus', { input: 1_000_000, output: 1_000_000, cacheRead: 1_000_000 }, 24_200_000);
  check('claude-opus-5-5', { output: 1 }, 20);
  check('haiku', { input: 1 }, 1);
  check('haiku', {}, 0);
  check('opus', { input: 100_000_000, output: 100_000_000 }, 2_400_000_000);
});

describe('worstCost', () => {
  it('is never below what any call of so many tokens comes to', () => {
    for (const model of ['haiku', 'sonnet', 'opus']) {
      for (const prompt of [0, 1, 99_999, 100_000, 100_001, 1_000_000]) {
        const worst = worstCost({ prompt, maxOutput: 500, cache: '1h' }, priceOf(model));
        for (const kind of ['input', 'cacheRead', 'cacheWrite5m', 'cacheWrite1h'] as const) {
          const cost = usageCost({ ...noUsage, [kind]: prompt, output: 500 }, priceOf(model));
          assert.ok(cost <= worst, `${model} ${prompt} ${kind}: ${cost} > ${worst}`);
        }
      }
    }
  });

  it('takes the cache into account only when it is written', () => {
    const price = priceOf('sonnet');
    const cost = (cache: 'none' | '5m' | '1h'): number => worstCost({ prompt: 1_000, maxOutput: 0, cache }, price);
    assert.deepEqual([cost('none'), cost('5m'), cost('1h')], [2_000, 2_500, 4_000]);
  });
});

describe('resolvePrices', () => {
  it('lets every figure be stated otherwise, and knows no price that nobody states', () => {
    const prices = resolvePrices(
      new Map([
        ['haiku', { input: 0.2, cacheRead: 0.5 }],
        ['local', { model: 'my-own', input: 0, output: 0 }],
        ['stranger', { model: 'unheard-of' }],
        ['half', { input: 1 }],
      ]),
    );
    assert.deepEqual(Object.keys(prices).sort(), ['claude-haiku-5-5', 'haiku', 'local', 'my-own']);
    assert.equal(prices['haiku']?.input, 200_000);
    assert.equal(prices['haiku']?.cacheRead, 100_000);
    assert.equal(prices['haiku']?.output, 500_000);
    // Other plain prices are another list: the step of the shipped one would be a guess.
    assert.equal(prices['haiku']?.step, null);
    assert.equal(prices['local']?.output, 0);
  });

  it('calls a model by its tier only when tiers price it differently', () => {
    const prices = resolvePrices(
      new Map([
        ['fast', { model: 'm', input: 1, output: 1 }],
        ['slow', { model: 'm', input: 2, output: 2 }],
      ]),
    );
    assert.deepEqual(Object.keys(prices).sort(), ['fast', 'slow']);
  });

  it('takes a step as it is stated', () => {
    const prices = resolvePrices(new Map([['x', { input: 1, output: 2, step: { above: 10, output: 4 } }]]));
    const price = prices['x'];
    assert.ok(price);
    assert.equal(usageCost({ ...noUsage, input: 10, output: 10 }, price), 30);
    assert.equal(usageCost({ ...noUsage, input: 11, output: 10 }, price), 51);
  });
});
