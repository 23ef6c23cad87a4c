import { openSqliteLedger } from '../../src/adapters/sqlite/sqliteLedger.ts';
import type { Ledger } from '../../src/app/ports/ledger.ts';
import { join } from 'node:path';
import type { BenchContext, Benchmark, Figure } from '../benchmark.ts';
import { median, p95 } from '../statistics.ts';
import { claimInOrder } from '../swarm/claims.ts';
import { openSwarm, serveSwarm, shortAddress } from '../swarm/openSwarm.ts';
import { benchPlan, benchTasks, sessionsFor } from '../swarm/plans.ts';
import { startChild } from '../swarm/startChild.ts';
import type { Received } from './subscriber.ts';

/** From the moment in which a commit is durable to the moment in which a subscriber in another process has the entry. */
export const push: Benchmark = {
  name: 'push',
  rowOfSpec: 'push commit→received',
  run: async (context) => {
    const one = await measurePush(context, 1);
    const hundred = await measurePush(context, context.size(100, 3));
    const ratio = p95(one.delays) / median(one.trips);
    const figures: Figure[] = [
      { what: 'socket round trip, median', value: median(one.trips), unit: 'µs' },
      { what: '1 subscriber, median', value: median(one.delays), unit: 'µs' },
      { what: '1 subscriber, p95', value: p95(one.delays), unit: 'µs' },
      { what: '1 subscriber, p95 ÷ round trip', value: ratio, unit: '×', target: { limit: 6, better: 'lower' } },
      { what: '100 subscribers, median', value: median(hundred.delays) / 1_000, unit: 'ms' },
      {
        what: '100 subscribers, p95',
        value: p95(hundred.delays) / 1_000,
        unit: 'ms',
        target: { limit: 2, better: 'lower' },
      },
    ];
    return { figures };
  },
};

async function measurePush(
  { folder, size }: BenchContext,
  subscribers: number,
): Promise<{ readonly delays: readonly number[]; readonly trips: readonly number[] }> {
  const commits = size(500, 5);
  const warmUp = size(100, 1);
  const durable = new Map<number, bigint>();
  const ledger = stampCommits(openSqliteLedger(join(folder, `push-${subscribers}.db`)), durable);
  const plan = benchPlan(sessionsFor(commits + warmUp), benchTasks(commits + warmUp));
  const swarm = await openSwarm(folder, plan, { ledger });
  const served = await serveSwarm(swarm);
  const echoAddress = shortAddress();
  const echo = await startChild('floors/echoServer.ts', [echoAddress]);
  const from = swarm.coordinator.state.sequence;
  const child = await startChild('rows/subscriber.ts', [
    served.address,
    swarm.tokens.grant({ kind: 'person', name: 'bench' }),
    echoAddress,
    JSON.stringify({ subscribers, from, entries: commits + warmUp, trips: size(1_000, 10) }),
  ]);
  const claim = claimInOrder(swarm.coordinator);
  for (let at = 0; at < commits + warmUp; at += 1) {
    await claim();
    // A pause lets a hundred pushes end before the next commit: the row is about delay, not about throughput.
    await new Promise((resolve) => (subscribers === 1 ? setImmediate(resolve) : setTimeout(resolve, 5)));
  }
  const { arrivals, trips } = (await child.next()) as Received;
  await child.end();
  await echo.end();
  await served.close();
  swarm.close();
  const delays = arrivals
    .filter(({ sequence }) => sequence > from + warmUp)
    .map(({ sequence, at }) => Number(BigInt(at) - (durable.get(sequence) ?? 0n)) / 1_000);
  return { delays, trips };
}

/** The same ledger, which notes by sequence when a batch became durable, on the clock that all processes share. */
function stampCommits(ledger: Ledger, durable: Map<number, bigint>): Ledger {
  return {
    append: async (batch) => {
      const outcome = await ledger.append(batch);
      const now = process.hrtime.bigint();
      for (const { entry } of batch.entries) durable.set(entry.sequence, now);
      return outcome;
    },
    read: (after) => ledger.read(after),
    checkpoints: () => ledger.checkpoints(),
    close: () => ledger.close(),
  };
}
