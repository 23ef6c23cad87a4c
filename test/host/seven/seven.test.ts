import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tempFolder } from '../../support/tempFolder.ts';
import { formatReport } from './formatReport.ts';
import { runSeven } from './seven.ts';

test('seven sessions and their agents build a library: conflicts, a quota that ends, kills, and everything merged, verified and paid', async (t) => {
  const report = await runSeven({ place: tempFolder(), seed: 1, kills: 3 });
  for (const line of formatReport(report).split('\n')) t.diagnostic(line);
  assert.deepEqual(report.problems, []);
});
