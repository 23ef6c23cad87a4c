/** A consumer in a process of its own, made to be killed: `node killedConsumer.ts <folder> <point> <count>`. Entry 7 always fails. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { openConsumerJournal } from '../../../src/adapters/sqlite/consumerJournal.ts';
import { systemClock } from '../../../src/adapters/system/systemClock.ts';
import { DurableConsumer } from '../../../src/app/consumers/durableConsumer.ts';
import { LedgerFeed } from '../../../src/app/coordinator/ledgerFeed.ts';
import type { Clock } from '../../../src/app/ports/clock.ts';
import { silentLog } from '../../../src/base/log.ts';
import { MemoryLedger } from '../../support/memoryLedger.ts';

const [folder = '', point = '', count = '1'] = process.argv.slice(2);
const last = 12;
let left = Number(count);
const reach = (reached: string): void => {
  if (reached === point && (left -= 1) === 0) process.kill(process.pid, 'SIGKILL');
};
const ledger = new MemoryLedger();
for (let sequence = 1; sequence <= last; sequence += 1) {
  const frame = { sequence, revision: 1, at: 0, subject: 's', previous: '', trace: '', key: null };
  const body = JSON.stringify({ ...frame, authority: {}, actor: {}, cause: {}, event: { type: 'swarm.paused' } });
  ledger.entries.push({ sequence, body, hash: new Uint8Array(32) });
}
// Nobody waits for a try that will fail.
const clock: Clock = { ...systemClock, after: (_, run) => systemClock.after(0, run) };
const journal = openConsumerJournal(join(folder, 'consumers.db'), 'kill');
// An earlier life has done everything.
if (journal.position('killed') === last) process.exit(0);
const feed = new LedgerFeed({ ledger, clock, onCommit: () => ({ dispose: () => undefined }) });
const consumer = new DurableConsumer({
  consumer: {
    name: 'killed',
    wants: () => true,
    handle: async ({ sequence }) => {
      reach('before');
      if (sequence === 7) throw new Error('seven never works');
      appendFileSync(join(folder, 'effects'), `${sequence}\n`);
      reach('after');
    },
  },
  follow: (from, subscriber) => feed.follow(from, subscriber),
  read: (sequence) => ledger.entries[sequence - 1]?.body,
  end: last,
  journal: {
    ...journal,
    advance: (name, sequence) => {
      journal.advance(name, sequence);
      reach('advanced');
      if (sequence === last) process.exit(0);
    },
    park: (letter) => {
      journal.park(letter);
      reach('parked');
    },
  },
  clock,
  log: silentLog,
  onLetters: () => undefined,
});
consumer.start();
