import { connectCoordinator } from '../../src/adapters/socket/connectCoordinator.ts';
import { openAppendSync } from '../floors/appendSync.ts';
import { openRoundTrip } from '../floors/roundTrip.ts';
import { measureByTurns } from '../measure.ts';

/** What the client sends home, in µs. */
export interface SocketSamples {
  readonly disk: readonly number[];
  readonly trip: readonly number[];
  readonly claim: readonly number[];
}

const [address = '', token = '', echoAddress = '', folder = '', rounds = '', perRound = ''] = process.argv.slice(2);
const client = await connectCoordinator({ address, token });
const echo = await openRoundTrip(echoAddress);
const disk = openAppendSync(folder);
let next = 0;
async function claim(): Promise<void> {
  const answer = await client.request({ verb: 'claim', session: 'session-0', task: `T${next}` });
  if (!answer.ok) throw new Error(answer.error.message);
  next += 1;
}
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
const samples = await measureByTurns(
  { disk: disk.step, trip: echo.step, claim },
  { rounds: Number(rounds), perRound: Number(perRound) },
);
process.send?.(samples satisfies SocketSamples);
