import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tempFolder } from '../../support/tempFolder.ts';
import { killAgainAndAgain } from './killRounds.ts';

const kills = 30;

test(`a leader that is killed ${kills} times loses nothing that it acknowledged and does nothing twice`, async (t) => {
  const report = await killAgainAndAgain({ folder: tempFolder(), seed: 1, kills });
  t.diagnostic(`${report.acknowledged} acknowledged, ${report.entries} entries, kills: ${[...report.kills].join(' ')}`);
  assert.deepEqual(report.broken, []);
  assert.ok(report.acknowledged > kills, 'the clients got on between the kills');
});
