/** A runner that is going to be stopped: claims its task, and on each line of input says `complete` under that claim and prints the answer. */
import { createInterface } from 'node:readline';
import { connectCoordinator } from '../../../src/adapters/socket/connectCoordinator.ts';

const [address = '', token = '', session = ''] = process.argv.slice(2);
const client = await connectCoordinator({ address, token });
const answer = await client.request({ verb: 'claimNext', session, wait: false });
if (!answer.ok || answer.value.outcome !== 'claimed') throw new Error('there was nothing to claim');
const { task, epoch } = answer.value.claim;
process.stdout.write(`${JSON.stringify({ task, epoch })}\n`);
createInterface({ input: process.stdin }).on('line', () => {
  const done = { verb: 'complete', session, task, epoch, commit: 'c'.repeat(40), evidence: [] } as const;
  void client.request(done).then((result) => process.stdout.write(`${JSON.stringify(result)}\n`));
});
