import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { createDerivedTokens } from '../../../src/adapters/socket/derivedTokens.ts';
import { serveCoordinator } from '../../../src/adapters/socket/serveCoordinator.ts';
import { openSqliteLedger } from '../../../src/adapters/sqlite/sqliteLedger.ts';
import { TokenService } from '../../../src/app/coordinator/tokenService.ts';
import { silentLog } from '../../../src/base/log.ts';
import { aPlan, aSession, aTask } from '../../support/plans.ts';
import { tempFolder } from '../../support/tempFolder.ts';
import { asSession, createTestCoordinator } from '../../support/testCoordinator.ts';

const leaseMs = 180_000;

test('a runner that is stopped past its lease loses its claim, and what it says later is refused', async () => {
  const folder = tempFolder();
  const { coordinator, clock } = createTestCoordinator(openSqliteLedger(join(folder, 'ledger.db')));
  await coordinator.adopt(aPlan([aSession('stopped'), aSession('other')], [aTask('T')]));
  const service = new TokenService(coordinator, createDerivedTokens(Buffer.from('a secret of the test')));
  const address = join(folder, 'run', 's');
  const server = await serveCoordinator({ address, service, log: silentLog });
  const script = join(import.meta.dirname, 'stoppedRunner.ts');
  const token = service.grant({ kind: 'session', session: 'stopped' });
  const runner = spawn(process.execPath, [...process.execArgv, script, address, token, 'stopped'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: runner.stdout })[Symbol.asyncIterator]();
  try {
    assert.deepEqual(JSON.parse(String((await lines.next()).value)), { task: 'T', epoch: 1 });
    runner.kill('SIGSTOP');
    runner.stdin.write('now\n');
    clock.advance(leaseMs + 10_000);
    await coordinator.idle();
    const claim = await coordinator.handle({ verb: 'claimNext', session: 'other', wait: false }, asSession('other'));
    assert.ok(claim.ok && claim.value.outcome === 'claimed');
    assert.deepEqual([claim.value.claim.task, claim.value.claim.epoch], ['T', 2]);
    runner.kill('SIGCONT');
    const late = JSON.parse(String((await lines.next()).value)) as { ok: boolean; error?: { code: string } };
    assert.deepEqual([late.ok, late.error?.code], [false, 'stale-epoch']);
  } finally {
    runner.kill('SIGKILL');
    await once(runner, 'close');
    await server.close();
    coordinator.dispose();
  }
});
