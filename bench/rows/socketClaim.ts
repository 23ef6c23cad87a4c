import type { Benchmark } from '../benchmark.ts';
import { median, p95 } from '../statistics.ts';
import { openSwarm, serveSwarm, shortAddress } from '../swarm/openSwarm.ts';
import { benchPlan, benchSessions, benchTasks } from '../swarm/plans.ts';
import { startChild } from '../swarm/startChild.ts';
import type { SocketSamples } from './socketClient.ts';

/** One client in a process of its own claims over the socket; it measures both floors by turns with its claims. */
export const socketClaim: Benchmark = {
  name: 'socket-claim',
  rowOfSpec: 'the same through the socket, one client',
  run: async ({ folder, size }) => {
    const [rounds, perRound] = [size(40, 2), size(50, 3)];
    const tasks = (rounds + 1) * perRound;
    const swarm = await openSwarm(folder, benchPlan(benchSessions(1, tasks), benchTasks(tasks)));
    const served = await serveSwarm(swarm);
    const echoAddress = shortAddress();
    const echo = await startChild('floors/echoServer.ts', [echoAddress]);
    const token = swarm.tokens.grant({ kind: 'session', session: 'session-0' });
    const client = await startChild('rows/socketClient.ts', [
      served.address,
      token,
      echoAddress,
      folder,
      String(rounds),
      String(perRound),
    ]);
    const { disk, trip, claim } = (await client.next()) as SocketSamples;
    await client.end();
    await echo.end();
    await served.close();
    swarm.close();
    const floor = median(disk) + median(trip);
    return {
      figures: [
        { what: 'fdatasync of 4 KiB, median', value: median(disk), unit: 'µs' },
        { what: 'socket round trip, median', value: median(trip), unit: 'µs' },
        { what: 'claim over the socket, median', value: median(claim), unit: 'µs' },
        { what: 'claim over the socket, p95', value: p95(claim), unit: 'µs' },
        {
          what: 'median ÷ (fdatasync + round trip)',
          value: median(claim) / floor,
          unit: '×',
          target: { limit: 1.5, better: 'lower' },
        },
      ],
    };
  },
};
