import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openConsumerJournal } from '../../../src/adapters/sqlite/consumerJournal.ts';
import { tempFolder } from '../../support/tempFolder.ts';

function live(folder: string, point: string, count: number): NodeJS.Signals | null {
  const script = join(import.meta.dirname, 'killedConsumer.ts');
  const { signal, status, stderr } = spawnSync(process.execPath, [script, folder, point, String(count)], {
    timeout: 60_000,
    killSignal: 'SIGTERM',
  });
  assert.ok(signal === 'SIGKILL' || status === 0, String(stderr));
  return signal;
}

for (const point of ['before', 'after', 'advanced', 'parked'] as const)
  test(`a consumer that is killed ${point} it has done something has done everything in the end, and nothing out of order`, () => {
    const folder = tempFolder();
    let kills = 0;
    for (const count of [1, 3, 1]) kills += live(folder, point, count) === 'SIGKILL' ? 1 : 0;
    assert.ok(kills > 0);
    assert.equal(live(folder, 'never', 1), null);
    const effects = readFileSync(join(folder, 'effects'), 'utf8').trim().split('\n').map(Number);
    assert.deepEqual([...new Set(effects)], [1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12]);
    assert.ok(effects.length <= 11 + kills, 'only what was under way is done again');
    assert.deepEqual(
      effects,
      effects.toSorted((a, b) => a - b),
    );
    const journal = openConsumerJournal(join(folder, 'consumers.db'), 'kill');
    assert.deepEqual(
      journal.letters().map(({ sequence, error }) => [sequence, error]),
      [[7, 'seven never works']],
    );
    journal.close();
  });
