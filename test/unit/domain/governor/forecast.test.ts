import assert from 'node:assert/strict';
import { it } from 'node:test';
import { forecast } from '../../../../src/domain/governor/forecast.ts';

it('forecasts by how actual costs compare with estimates', () => {
  const done = { estimate: 100, spent: 150, stage: 'completed' } as const;
  assert.equal(forecast(0, []), 0);
  assert.equal(forecast(0, [{ estimate: 100, spent: 0, stage: 'open' }]), 100);
  assert.equal(forecast(150, [done, { estimate: 100, spent: 0, stage: 'open' }]), 300);
  assert.equal(forecast(190, [done, { estimate: 100, spent: 40, stage: 'open' }]), 300);
  assert.equal(forecast(550, [done, { estimate: 100, spent: 400, stage: 'open' }]), 550);
  assert.equal(forecast(150, [done, { estimate: undefined, spent: 0, stage: 'open' }]), 300);
  assert.equal(forecast(170, [done, { estimate: 100, spent: 20, stage: 'given-up' }]), 170);
});
