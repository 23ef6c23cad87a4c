import assert from 'node:assert/strict';
import { defaultPolicy, type Policy, type SessionSpec, type TaskSpec } from '../../../src/domain/task/plan.ts';
import type { SwarmEvent } from '../../../src/domain/task/event.ts';
import { sessionId, taskId } from '../../../src/domain/task/ids.ts';
import { requestSchema } from '../../../src/protocol/verbs.ts';
import { aPlan, aSession, aTask } from '../../support/plans.ts';
import {
  asIntegrator,
  asPerson,
  asSession,
  createTestCoordinator,
  type TestCoordinator,
} from '../../support/testCoordinator.ts';

/** What every session of an attack can do, unless said otherwise. */
export const skill = 'security:signing';

/** A swarm under attack: whoever attacks says anything that the schema lets through, and the answers and facts are looked at. */
export class Attack {
  made: TestCoordinator = createTestCoordinator();

  static async on(
    sessions: Readonly<Record<string, Partial<SessionSpec>>>,
    tasks: Readonly<Record<string, Partial<TaskSpec>>>,
    policy: Partial<Policy> = {},
  ): Promise<Attack> {
    const attack = new Attack();
    const plan = aPlan(
      Object.entries(sessions).map(([id, spec]) => aSession(id, { provider: 'mcp', capabilities: [skill], ...spec })),
      Object.entries(tasks).map(([id, spec]) => aTask(id, spec)),
      { policy: { ...defaultPolicy, ...policy } },
    );
    await attack.made.coordinator.adopt(plan);
    for (const session of Object.keys(sessions))
      await attack.says(session, { verb: 'registerSession', provider: 'mcp', sandbox: 'none' });
    return attack;
  }

  /** The answer, or the code of the refusal. */
  async says(session: string, request: Record<string, unknown>): Promise<unknown> {
    return this.#send({ session, ...request }, asSession(session));
  }

  /** The leader dies, and another folds its ledger. */
  dies(): void {
    const { ledger, clock, coordinator } = this.made;
    coordinator.dispose();
    this.made = createTestCoordinator(ledger, clock);
  }

  async person(request: Record<string, unknown>): Promise<unknown> {
    return this.#send(request, asPerson);
  }

  async queue(request: Record<string, unknown>): Promise<unknown> {
    return this.#send({ evidence: [], ...request }, asIntegrator);
  }

  /** Lets time pass while these sessions, and no others, show that they live. */
  async passes(ms: number, ...alive: readonly string[]): Promise<void> {
    for (let passed = 0; passed < ms; passed += 30_000) {
      this.made.clock.advance(30_000);
      for (const session of alive) await this.says(session, { verb: 'heartbeat' });
      await this.made.coordinator.idle();
    }
  }

  events<Type extends SwarmEvent['type']>(type: Type): readonly Extract<SwarmEvent, { type: Type }>[] {
    return [...this.made.ledger.read(0)]
      .map(({ body }) => (JSON.parse(body) as { event: SwarmEvent }).event)
      .filter((event): event is Extract<SwarmEvent, { type: Type }> => event.type === type);
  }

  task(id: string) {
    return this.made.coordinator.state.tasks.get(taskId(id)) ?? assert.fail(`there is no ${id}`);
  }

  session(id: string) {
    return this.made.coordinator.state.sessions.get(sessionId(id)) ?? assert.fail(`there is no ${id}`);
  }

  /** The session stops at the task that it takes; gives the blocker. */
  async block(session: string, task: string, on?: string): Promise<string> {
    await this.says(session, { verb: 'claim', task });
    const { epoch } = this.task(task);
    const waits = on === undefined ? {} : { on };
    await this.says(session, { verb: 'reportBlocker', task, epoch, reason: 'stuck', needs: [skill], ...waits });
    return this.events('blocker.reported').at(-1)?.blocker ?? assert.fail('nothing was reported');
  }

  async #send(request: Record<string, unknown>, as: typeof asPerson): Promise<unknown> {
    const answer = await this.made.coordinator.handle(requestSchema.parse(request), as);
    return answer.ok ? answer.value : answer.error.code;
  }
}
