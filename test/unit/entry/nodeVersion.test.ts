import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeProblem } from '../../../src/entry/nodeVersion.ts';

for (const version of ['22.14.0', '22.18.1', '24.0.0', '26.10.0']) {
  test(`Node ${version} is new enough`, () => assert.equal(nodeProblem(version), undefined));
}
for (const version of ['22.13.9', '20.20.2', '18.0.0', '0.12.0']) {
  test(`Node ${version} is refused with the next step`, () => {
    assert.match(nodeProblem(version) ?? '', new RegExp(`^Node ${version} is too old: .*Install one`));
  });
}
