import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from '../src/cli.mjs';

test('from lines to a bill', () => {
  assert.equal(run(['2 kg flour'], { flour: 90 }), 'flour  2000 g\n1.80');
});
