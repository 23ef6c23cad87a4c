import { createOutsideDesk } from '../../../../src/app/outside/createOutsideDesk.ts';
import { LedgerView } from '../../../../src/app/outside/ledgerView.ts';
import { notLed, type OutsideConnection } from '../../../../src/app/outside/outsideSeat.ts';
import type { Coordinator } from '../../../../src/app/coordinator/coordinator.ts';
import type { OutsideDesk } from '../../../../src/app/ports/outsideDesk.ts';
import type { DeliveryTools } from '../../../../src/app/runner/attempt.ts';
import { toDisposable } from '../../../../src/base/disposable.ts';
import { Emitter } from '../../../../src/base/emitter.ts';
import { silentLog } from '../../../../src/base/log.ts';
import { err, ok, type Result } from '../../../../src/base/result.ts';
import { usualWorktree } from '../../../../src/domain/task/worktreeSpec.ts';
import type { ProviderName, TaskSpec } from '../../../../src/domain/task/plan.ts';
import { requestSchema, type Problem, type Request } from '../../../../src/protocol/verbs.ts';
import { aPlan, aSession } from '../../../support/plans.ts';
import { asSession, createTestCoordinator, type ManualClock } from '../../../support/testCoordinator.ts';

/** A swarm in memory with one session for outside agents; folders are only named. */
export interface OutsideWorld {
  readonly coordinator: Coordinator;
  readonly clock: ManualClock;
  /** Requests that came to the coordinator, in order, by verb. */
  readonly asked: string[];
  /** Runs instead of the preparation of a worktree. */
  prepare: () => Promise<void>;
  /** Whether files change in its folder. */
  changes: boolean;
  /** Whether somebody leads. */
  led: boolean;
  /** Ends the connection, as a leader that goes away does. */
  lose(): void;
  desk(): OutsideDesk;
}

export async function createOutsideWorld(
  tasks: readonly TaskSpec[],
  provider: ProviderName = 'mcp',
): Promise<OutsideWorld> {
  const { coordinator, ledger, clock } = createTestCoordinator();
  await coordinator.adopt(aPlan([aSession('one', { provider, agents: { haiku: 3 } })], tasks));
  const prepared = new Map<string, string>();
  let locked = false;
  let closed = new AbortController();
  const world: OutsideWorld = {
    coordinator,
    clock,
    asked: [],
    prepare: () => Promise.resolve(),
    changes: false,
    led: true,
    lose: () => closed.abort(),
    desk: () =>
      createOutsideDesk({
        hasChanged: () => Promise.resolve(world.changes),
        session: 'one',
        clock,
        log: silentLog,
        documents: () => Promise.resolve([]),
        lock: () => {
          if (locked) return undefined;
          locked = true;
          return toDisposable(() => (locked = false));
        },
        connect: () => Promise.resolve(world.led ? ok(connect()) : err(notLed('/w'))),
      }),
  };
  const request = async (sent: Request, key?: string): Promise<Result<never, Problem>> => {
    world.asked.push(sent.verb);
    const own = { ...asSession('one'), ...(key === undefined ? {} : { key }) };
    return (await coordinator.handle(requestSchema.parse(sent), own)) as Result<never, Problem>;
  };
  const workspace = {
    resumeSession: (_session: string, _branch: string, saveAs: string) =>
      Promise.resolve(worktreeOf(prepared.get('one') === saveAs)),
    prepareSession: async (_session: string, _branch: string, _base: unknown, saveAs: string) => {
      await world.prepare();
      prepared.set('one', saveAs);
      return { ...worktreeOf(true), saved: [] };
    },
  };
  const connect = (): OutsideConnection => {
    closed = new AbortController();
    const entry = new Emitter<void>();
    const following = coordinator.subscribe(0, () => entry.fire());
    return {
      client: { request, closed: closed.signal },
      view: new LedgerView({ ...ledger, read: (after) => ledger.read(after), close: () => undefined }),
      // Nothing else of a workspace is used before something is completed.
      tools: {
        workspace,
        session: 'one',
        environment: {},
        furnishing: {
          spec: usualWorktree,
          places: { environmentOf: () => Promise.resolve({ PORT: '20000' }), close: () => Promise.resolve() },
          onTrouble: () => undefined,
          onUsed: () => undefined,
        },
      } as unknown as DeliveryTools,
      transcript: { append: () => Promise.resolve() },
      onEntry: entry.event,
      close: () => following.dispose(),
    };
  };
  return world;
}

function worktreeOf(isThere: boolean): { path: string; branch: string; base: string; session: string } | undefined {
  return isThere ? { path: '/w/.s2/worktrees/one', branch: 's2/one', base: 'b'.repeat(40), session: 'one' } : undefined;
}

/** One call of a tool by somebody who waits. */
export function callOf(
  name: string,
  input: unknown = {},
  signal = new AbortController().signal,
): Parameters<OutsideDesk['call']>[0] {
  return { name, input, signal, report: () => undefined };
}
