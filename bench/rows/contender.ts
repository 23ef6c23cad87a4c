import { once } from 'node:events';
import { connectCoordinator } from '../../src/adapters/socket/connectCoordinator.ts';

/** What one of the contenders won (task@epoch), and how long each answer took, in µs. */
export interface Contended {
  readonly won: readonly string[];
  readonly latencies: readonly number[];
}

const [address = '', token = '', session = '', count = '0'] = process.argv.slice(2);
const client = await connectCoordinator({ address, token });
process.on('disconnect', () => process.exit(0));
// Warm-up without effect: the code is compiled before the first claim counts.
for (let at = 0; at < 50; at += 1) await client.request({ verb: 'claim', session, task: 'none' });
process.send?.('ready');
await once(process, 'message');
const won: string[] = [];
const latencies: number[] = [];
for (let at = 0; at < Number(count); at += 1) {
  const began = performance.now();
  const answer = await client.request({ verb: 'claim', session, task: `T${at}` });
  latencies.push((performance.now() - began) * 1_000);
  if (answer.ok && answer.value.outcome === 'claimed')
    won.push(`${answer.value.claim.task}@${answer.value.claim.epoch}`);
}
process.send?.({ won, latencies } satisfies Contended);
