import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertNear } from './support/near.mjs';

test('rounding is forgiven', () => assertNear(0.1 + 0.2, 0.3));
test('a difference is not', () => assert.throws(() => assertNear(1, 1.0001), /is not/));
