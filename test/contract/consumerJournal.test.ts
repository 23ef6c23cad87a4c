import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openConsumerJournal } from '../../src/adapters/sqlite/consumerJournal.ts';
import type { ConsumerJournal, DeadLetter } from '../../src/app/ports/consumerJournal.ts';
import { MemoryJournal } from '../support/memoryJournal.ts';
import { tempFolder } from '../support/tempFolder.ts';

const letter = (consumer: string, sequence: number, parkedAt = 5): DeadLetter => ({
  consumer,
  sequence,
  error: 'no; DROP TABLE letter --',
  attempts: 4,
  parkedAt,
  retry: false,
});

function checkContract(name: string, open: () => ConsumerJournal): void {
  test(`${name}: positions and letters are each consumer's own`, () => {
    const journal = open();
    assert.equal(journal.position('a'), 0);
    journal.advance('a', 7);
    journal.advance('a', 9);
    journal.advance('b', 3);
    assert.deepEqual([journal.position('a'), journal.position('b')], [9, 3]);
    journal.park(letter('b', 2, 6));
    journal.park(letter('a', 12));
    journal.park(letter('a', 4));
    journal.park({ ...letter('a', 4), attempts: 5, retry: true });
    assert.deepEqual(journal.letters(), [
      { ...letter('a', 4), attempts: 5, retry: true },
      letter('a', 12),
      letter('b', 2, 6),
    ]);
    assert.equal(journal.remove('a', 2), false);
    assert.equal(journal.remove('a', 4), true);
    assert.equal(journal.letters().length, 2);
    journal.close();
  });
}

checkContract('in memory', () => new MemoryJournal());
checkContract('in SQLite', () => openConsumerJournal(join(tempFolder(), 'consumers.db'), 'one'));

test('what one process notes is there for another, and for another swarm it is not', () => {
  const file = join(tempFolder(), 'consumers.db');
  const first = openConsumerJournal(file, 'one');
  const second = openConsumerJournal(file, 'one');
  const other = openConsumerJournal(file, 'two');
  first.advance('a', 5);
  first.park(letter('a', 3));
  assert.equal(second.position('a'), 5);
  assert.deepEqual(second.letters(), [letter('a', 3)]);
  assert.equal(other.position('a'), 0);
  assert.deepEqual(other.letters(), []);
  for (const journal of [first, second, other]) journal.close();
});

test('a file that is no journal is said with its place', () => {
  const file = join(tempFolder(), 'consumers.db');
  writeFileSync(file, 'this is no database, and it is long enough to be seen as such'.repeat(20));
  assert.throws(() => openConsumerJournal(file, 'one'), {
    name: 'LedgerError',
    message: /consumers\.db cannot be used/,
  });
});
