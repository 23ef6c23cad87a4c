import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { connectCoordinator } from '../../../src/adapters/socket/connectCoordinator.ts';
import { createDerivedTokens } from '../../../src/adapters/socket/derivedTokens.ts';
import { serveCoordinator } from '../../../src/adapters/socket/serveCoordinator.ts';
import { TokenService } from '../../../src/app/coordinator/tokenService.ts';
import { silentLog } from '../../../src/base/log.ts';
import { aPlan, aSession, aTask } from '../../support/plans.ts';
import { createTestCoordinator } from '../../support/testCoordinator.ts';
import { openRaw } from './servedFeed.ts';

const folder = mkdtempSync(join(tmpdir(), 's2-test-'));
const address = join(folder, 's');
const { coordinator } = createTestCoordinator();
await coordinator.adopt(aPlan([aSession('good'), aSession('bad')], [aTask('A', { session: 'good' as never })]));
const tokens = new TokenService(coordinator, createDerivedTokens(Buffer.from('a secret of this test')));
const good = tokens.grant({ kind: 'session', session: 'good' });
const bad = tokens.grant({ kind: 'session', session: 'bad' });
// Lower rates than usual, so that a slow machine is flooded too; who behaves in this test asks 300 times a second at most.
const limits = {
  helloMs: 60_000,
  connectionRate: { capacity: 2_000, perSecond: 500 },
  principalRate: { capacity: 4_000, perSecond: 1_000 },
};
const server = await serveCoordinator({ address, service: tokens, log: silentLog, limits });
after(async () => {
  coordinator.dispose();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Asks one thing after the other until the attacker has ended; gives how often, each with an answer and an entry that was pushed. */
async function workUntil(over: () => boolean): Promise<number> {
  const client = await connectCoordinator({ address, token: good });
  let pushed = coordinator.state.sequence;
  await client.subscribe(pushed, () => (pushed += 1));
  let rounds = 0;
  for (; rounds < 5 || !over(); rounds += 1) {
    const claimed = await client.request({ verb: 'claim', session: 'good', task: 'A' });
    assert.ok(claimed.ok && claimed.value.outcome === 'claimed', JSON.stringify(claimed));
    const { epoch } = claimed.value.claim;
    const output = { task: 'A', session: 'good', epoch, stream: 'stdout', text: 'x'.repeat(10_000) } as const;
    assert.ok((await client.request({ verb: 'output', ...output })).ok);
    const released = await client.request({ verb: 'release', task: 'A', session: 'good', epoch, reason: 'released' });
    assert.ok(released.ok, JSON.stringify(released));
    await pause(10);
  }
  // A newcomer is let in, too.
  const newcomer = await connectCoordinator({ address, token: good });
  assert.ok((await newcomer.request({ verb: 'heartbeat', session: 'good' })).ok);
  newcomer.close();
  assert.equal(pushed, coordinator.state.sequence);
  client.close();
  return rounds;
}

function checkAttack(attack: string, code: string): void {
  test(`${attack}: is answered with ${code}, and who behaves is answered as ever`, async (t) => {
    const child = fork(join(import.meta.dirname, 'hostile.ts'), [address, bad, attack], { stdio: 'inherit' });
    const told = once(child, 'message');
    let over = false;
    const ended = once(child, 'exit').then(() => (over = true));
    const rounds = await workUntil(() => over);
    await ended;
    const [said] = (await told) as [Record<string, number>];
    t.diagnostic(`${rounds * 3} requests answered; the attacker heard ${JSON.stringify(said)}`);
    assert.ok((said[code] ?? 0) > 0);
  });
}

checkAttack('a flood of requests', 'rate-limited');
checkAttack('a flood of long requests', 'rate-limited');
checkAttack('a flood of connections', 'too-many-connections');
checkAttack('a flood of connections that say nothing', 'too-many-connections');
checkAttack('a byte at a time', 'closed');
checkAttack('lines without an end', 'closed');
checkAttack('garbage', 'closed');
checkAttack('connections that are half open', 'closed');
checkAttack('thousands of subscriptions', 'already-subscribed');
checkAttack('thousands of requests that wait', 'too-many-waiting');
checkAttack('wrong tokens', 'unknown-token');
checkAttack('asking without listening', 'not-read');

test('who does not say hello in time is told so', async () => {
  const quick = join(folder, 'quick');
  const impatient = await serveCoordinator({
    address: quick,
    service: tokens,
    log: silentLog,
    limits: { helloMs: 30 },
  });
  const socket = await openRaw(quick, '');
  const [data] = (await once(socket, 'data')) as [Buffer];
  assert.match(String(data), /"goodbye":{"code":"late-hello"/);
  await impatient.close();
});
