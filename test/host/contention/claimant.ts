import { connectCoordinator } from '../../../src/adapters/socket/connectCoordinator.ts';

/** One of many processes that all try to claim every task: prints what it won as JSON. */
const [address = '', token = '', session = '', count = '0'] = process.argv.slice(2);
const client = await connectCoordinator({ address, token });
const won: { task: string; epoch: number }[] = [];
const codes: Record<string, number> = {};
process.stdin.once('data', () => void claimAll());
process.stdout.write('ready\n');

async function claimAll(): Promise<void> {
  for (let at = 0; at < Number(count); at += 1) {
    const answer = await client.request({ verb: 'claim', session, task: `T${at}` });
    if (!answer.ok) codes[answer.error.code] = (codes[answer.error.code] ?? 0) + 1;
    else if (answer.value.outcome === 'claimed')
      won.push({ task: answer.value.claim.task, epoch: answer.value.claim.epoch });
  }
  process.stdout.write(`${JSON.stringify({ session, won, codes })}\n`, () => process.exit(0));
}
