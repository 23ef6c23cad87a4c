import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { forkAgentHost } from '../../../../src/adapters/agentHost/forkAgentHost.ts';
import { openDerivedTokens } from '../../../../src/adapters/socket/derivedTokens.ts';
import { serveCoordinator } from '../../../../src/adapters/socket/serveCoordinator.ts';
import { socketAddress } from '../../../../src/adapters/socket/socketAddress.ts';
import { systemClock } from '../../../../src/adapters/system/systemClock.ts';
import { Coordinator } from '../../../../src/app/coordinator/coordinator.ts';
import { TokenService } from '../../../../src/app/coordinator/tokenService.ts';
import type { AgentHost } from '../../../../src/app/ports/agentHost.ts';
import { silentLog } from '../../../../src/base/log.ts';
import { seatsOf } from '../../../../src/domain/agent/seat.ts';
import type { SwarmEvent } from '../../../../src/domain/task/event.ts';
import type { SessionSpec, TaskSpec } from '../../../../src/domain/task/plan.ts';
import { createTestRepository, type TestRepository } from '../../../support/gitRepository.ts';
import { MemoryLedger } from '../../../support/memoryLedger.ts';
import { aPlan, aSession } from '../../../support/plans.ts';
import { createTestSealer } from '../../../support/testCoordinator.ts';

/** A swarm whose agents run in processes of their own. */
export interface HostedSwarm {
  readonly repository: TestRepository;
  readonly host: AgentHost;
  /** What the host said to whoever started it. */
  readonly told: string[];
  /** Which runners died, as the coordinator was told. */
  readonly died: string[];
  readonly coordinator: Coordinator;
  readonly events: SwarmEvent[];
  readonly closeServer: () => Promise<void>;
}

/** A leader in this process, and a real agent host with real runners in theirs. */
export async function startSwarm(
  t: TestContext,
  tasks: readonly TaskSpec[],
  sessions: readonly SessionSpec[] = [aSession('one'), aSession('two')],
): Promise<HostedSwarm> {
  const repository = createTestRepository(t);
  const workspace = await repository.workspace();
  await workspace.prepareIntegration('s2/test');
  const coordinator = new Coordinator({
    ledger: new MemoryLedger(),
    createSealer: createTestSealer,
    clock: systemClock,
  });
  t.after(() => coordinator.dispose());
  const plan = aPlan(sessions, tasks, { integrationBranch: 's2/test' });
  await coordinator.adopt(plan, await workspace.headOf('s2/test'));
  const service = new TokenService(coordinator, await openDerivedTokens(join(repository.state, 'keys')));
  const address = socketAddress(repository.state);
  const server = await serveCoordinator({ address, service, log: silentLog });
  const events: SwarmEvent[] = [];
  coordinator.subscribe(0, (sealed) => events.push(sealed.entry.event));
  const host = forkAgentHost({
    name: 'test',
    address,
    hostToken: service.grant({ kind: 'integrator' }),
    repository: repository.path,
    stateFolder: repository.state,
    sandbox: 'none',
    integrationBranch: 's2/test',
    sessions: sessions.map(({ id, branch, provider, agents }) => ({
      id,
      branch,
      provider,
      agents: seatsOf(agents),
      token: service.grant({ kind: 'session', session: id, runner: true }),
    })),
  });
  const told: string[] = [];
  host.onProblem((message) => told.push(message));
  const died: string[] = [];
  coordinator.onRunnerEnded(({ session }) => died.push(session));
  t.after(async () => {
    coordinator.ending.requestStop();
    await host.stop();
    await server.close();
  });
  return { repository, host, told, died, coordinator, events, closeServer: () => server.close() };
}

/** Waits until something has happened; fails after half a minute. */
export async function waitFor(what: () => boolean): Promise<void> {
  for (let turn = 0; !what(); turn += 1) {
    assert.ok(turn < 1_500, 'it never happened');
    await delay(20);
  }
}

/** What is in a file; nothing when it is not there. */
export const read = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');
/** Whether the process is there and has not ended. */
export const runs = (pid: number): boolean => existsSync(`/proc/${pid}`) && !/\) Z /.test(read(`/proc/${pid}/stat`));
