import { connectCoordinator } from '../../src/adapters/socket/connectCoordinator.ts';
import { openRoundTrip } from '../floors/roundTrip.ts';
import { measureByTurns } from '../measure.ts';

/** When each entry came to each subscriber (ns on the monotonic clock that all processes share), and round trips in µs. */
export interface Received {
  readonly arrivals: readonly { readonly sequence: number; readonly at: string }[];
  readonly trips: readonly number[];
}

const [address = '', token = '', echoAddress = '', options = '{}'] = process.argv.slice(2);
const { subscribers, from, entries, trips } = JSON.parse(options) as {
  readonly subscribers: number;
  readonly from: number;
  readonly entries: number;
  readonly trips: number;
};
const echo = await openRoundTrip(echoAddress);
const { trip } = await measureByTurns({ trip: echo.step }, { rounds: 1, perRound: trips });
echo.close();
const arrivals: { sequence: number; at: bigint }[] = [];
const complete = Promise.withResolvers<void>();
for (let at = 0; at < subscribers; at += 1) {
  const client = await connectCoordinator({ address, token });
  let sequence = from;
  await client.subscribe(from, () => {
    sequence += 1;
    arrivals.push({ sequence, at: process.hrtime.bigint() });
    if (arrivals.length === entries * subscribers) complete.resolve();
  });
}
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
await complete.promise;
process.send?.({
  arrivals: arrivals.map(({ sequence, at }) => ({ sequence, at: String(at) })),
  trips: trip,
} satisfies Received);
