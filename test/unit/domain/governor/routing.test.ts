import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolvePrices } from '../../../../src/domain/governor/priceList.ts';
import { chooseTier, type RouteQuestion } from '../../../../src/domain/governor/routing.ts';
import { afterOutcome, blankRecord } from '../../../../src/domain/governor/trackRecord.ts';

const prices = resolvePrices(new Map());
const all = { haiku: 3, sonnet: 2, opus: 1 };
const usual: RouteQuestion = { stated: undefined, needs: [], failures: 0, record: blankRecord, agents: all, prices };
const failed = (needs: readonly string[]) => ({ kind: 'failed', needs, workedMs: 0 }) as const;

function check(what: string, over: Partial<RouteQuestion>, model: string | undefined): void {
  test(what, () => assert.equal(chooseTier({ ...usual, ...over })?.model, model));
}

check('docs begin with the cheapest', { needs: ['docs:technical-writing'] }, 'haiku');
check('integration asks for the middle tier', { needs: ['integration:sip', 'docs:tutorials'] }, 'sonnet');
check('work without a class goes to the middle tier', {}, 'sonnet');
check('a stated tier is taken', { stated: 'opus', needs: ['docs:tutorials'] }, 'opus');
check(
  'a stated tier that the session has not: the cheapest that is as good',
  { stated: 'sonnet', agents: { haiku: 1, opus: 1 } },
  'opus',
);
check('nothing as good: the best there is', { stated: 'opus', agents: { haiku: 1, sonnet: 1 } }, 'sonnet');
check('a failure raises the tier', { needs: ['docs:tutorials'], failures: 1 }, 'sonnet');
check('no tier is above the last', { needs: ['docs:tutorials'], failures: 9 }, 'opus');
check('a stated tier stays where the plan gives no others', { stated: 'haiku', agents: {}, failures: 2 }, 'haiku');
check('a tier without agents is none', { agents: { haiku: 0, sonnet: 1 }, needs: ['docs:tutorials'] }, 'sonnet');
check('a tier without a price is none', { agents: { mystery: 1 } }, undefined);
check('a name of an object is no price', { stated: 'constructor', agents: {} }, undefined);
check(
  'little success with such work raises the tier',
  {
    needs: ['docs:tutorials'],
    record: [1, 2].reduce((record) => afterOutcome(record, failed(['docs:tutorials'])), blankRecord),
  },
  'sonnet',
);
check(
  'little success with other work does not',
  {
    needs: ['docs:tutorials'],
    record: [1, 2].reduce((record) => afterOutcome(record, failed(['cli:design'])), blankRecord),
  },
  'haiku',
);

const trial = { isFull: (model: string) => model === 'haiku', isProven: (model: string) => model === 'opus' };
check(
  'from a model that is on trial and full, work goes to the next that is proven',
  { needs: ['docs:tutorials'], trial },
  'opus',
);
check(
  'where none is proven, it goes on',
  { needs: ['docs:tutorials'], trial: { ...trial, isProven: () => false } },
  'haiku',
);
check('a model that is not full takes the next', { trial }, 'sonnet');

test('the choice names its reason and why not the others', () => {
  assert.deepEqual(chooseTier({ ...usual, needs: ['security:signing'], failures: 0 }), {
    model: 'sonnet',
    reason: 'security asks for more than the cheapest',
    alternatives: [
      { model: 'haiku', reason: 'too weak' },
      { model: 'opus', reason: 'costs more than is needed' },
    ],
  });
});
