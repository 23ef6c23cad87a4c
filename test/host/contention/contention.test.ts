import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { createDerivedTokens } from '../../../src/adapters/socket/derivedTokens.ts';
import { serveCoordinator } from '../../../src/adapters/socket/serveCoordinator.ts';
import { nodePrimitives } from '../../../src/adapters/signing/nodePrimitives.ts';
import { verifyWithNode } from '../../../src/adapters/signing/nodeSigner.ts';
import { openSqliteLedger } from '../../../src/adapters/sqlite/sqliteLedger.ts';
import { TokenService } from '../../../src/app/coordinator/tokenService.ts';
import { silentLog } from '../../../src/base/log.ts';
import { verifyLedger } from '../../../src/domain/witness/verifyLedger.ts';
import { aPlan, aSession, aTask } from '../../support/plans.ts';
import { tempFolder } from '../../support/tempFolder.ts';
import { createTestCoordinator, testSigner } from '../../support/testCoordinator.ts';

const processes = 16;
const tasks = 500;

interface Claims {
  readonly session: string;
  readonly won: readonly { readonly task: string; readonly epoch: number }[];
  readonly codes: Readonly<Record<string, number>>;
}

test(`${processes} processes claim the same ${tasks} tasks: each is won once`, async (t) => {
  const folder = tempFolder();
  const ledger = openSqliteLedger(join(folder, 'ledger.db'));
  const { coordinator } = createTestCoordinator(ledger);
  const sessions = Array.from({ length: processes }, (_, at) =>
    aSession(`session-${at}`, { agents: { haiku: tasks } }),
  );
  await coordinator.adopt(
    aPlan(
      sessions,
      Array.from({ length: tasks }, (_, at) => aTask(`T${at}`)),
    ),
  );
  const service = new TokenService(coordinator, createDerivedTokens(Buffer.from('a secret of this test')));
  const address = join(folder, 'run', 'leader.sock');
  const server = await serveCoordinator({ address, service, log: silentLog });

  const claimants = sessions.map((session) =>
    start(address, service.grant({ kind: 'session', session: session.id }), session.id),
  );
  await Promise.all(claimants.map((claimant) => claimant.line()));
  const began = performance.now();
  for (const { child } of claimants) child.stdin?.write('go\n');
  const results = await Promise.all(claimants.map(async (claimant) => JSON.parse(await claimant.line()) as Claims));
  const ms = performance.now() - began;
  await server.close();
  coordinator.dispose();

  const wins = results.flatMap((result) => result.won.map(({ task, epoch }) => `${task}@${epoch}`));
  assert.equal(wins.length, tasks, 'every task was won');
  assert.equal(new Set(wins).size, tasks, 'no epoch was won twice');
  assert.deepEqual(new Set(wins), new Set(Array.from({ length: tasks }, (_, at) => `T${at}@1`)));
  for (const { codes } of results)
    assert.deepEqual(
      Object.keys(codes).filter((code) => code !== 'taken'),
      [],
    );
  const verdict = verifyLedger({ entries: ledger.read(0), checkpoints: ledger.checkpoints() }, testSigner(), {
    primitives: nodePrimitives,
    verify: verifyWithNode,
  });
  assert.equal(verdict.ok, true);
  ledger.close();
  t.diagnostic(
    `${processes * tasks} requests in ${ms.toFixed(0)} ms: ${wins.length} winners, ${wins.length - new Set(wins).size} doubles, ${verdict.checkpoints} commits`,
  );
});

function start(
  address: string,
  token: string,
  session: string,
): { readonly child: ChildProcess; line(): Promise<string> } {
  const script = join(import.meta.dirname, 'claimant.ts');
  const child = spawn(process.execPath, [...process.execArgv, script, address, token, session, String(tasks)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  return { child, line: async () => String((await once(lines, 'line'))[0]) };
}
