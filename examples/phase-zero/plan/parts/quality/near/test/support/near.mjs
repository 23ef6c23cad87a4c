import assert from 'node:assert/strict';

/** Fails unless both numbers agree to nine decimals. */
export function assertNear(found, expected) {
  assert.ok(Math.abs(found - expected) < 1e-9, `${found} is not ${expected}`);
}
