import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { money } from '../../../../src/domain/governor/money.ts';
import { defaultPolicy, type Policy, type SessionSpec, type TaskSpec } from '../../../../src/domain/task/plan.ts';
import { parsePlace } from '../../../../src/protocol/budgetPlace.ts';
import { requestSchema } from '../../../../src/protocol/verbs.ts';
import { MemoryLedger } from '../../../support/memoryLedger.ts';
import { aPlan, aSession, aTask } from '../../../support/plans.ts';
import { asPerson, asSession, createTestCoordinator, type TestCoordinator } from '../../../support/testCoordinator.ts';

const dollar = 1_000_000;
const hour = 3_600_000;

interface Made extends TestCoordinator {
  readonly ask: (request: Record<string, unknown>, key?: string) => Promise<unknown>;
  readonly person: (request: Record<string, unknown>) => Promise<unknown>;
}

interface Given {
  readonly policy?: Partial<Policy>;
  readonly session?: Partial<SessionSpec>;
  readonly task?: Partial<TaskSpec>;
}

/** A coordinator whose session `s` has three tasks and pays for its calls. */
async function make(given: Given = {}): Promise<Made> {
  const made = createTestCoordinator();
  const session = aSession('s', { provider: 'anthropic', agents: { sonnet: 5 }, ...given.session });
  const tasks = ['A', 'B', 'C'].map((id) => aTask(id, { session: session.id, phase: 1, ...given.task }));
  await made.coordinator.adopt(aPlan([session], tasks, { policy: { ...defaultPolicy, ...given.policy } }));
  return { ...made, ...asking(made) };
}

function asking({ coordinator }: Pick<TestCoordinator, 'coordinator'>): Pick<Made, 'ask' | 'person'> {
  const send = async (request: Record<string, unknown>, as: Parameters<typeof coordinator.handle>[1]) => {
    const result = await coordinator.handle(requestSchema.parse(request), as);
    return result.ok ? result.value : result.error.code;
  };
  return {
    ask: (request, key) =>
      send({ session: 's', ...request }, { ...asSession('s'), ...(key === undefined ? {} : { key }) }),
    person: (request) => send(request, asPerson),
  };
}

const claim = (task: string) => ({ verb: 'claim', task });
/** A call that costs at most a dollar: 100,000 output tokens of sonnet. */
const reserve = (task: string, dollars = 1, epoch = 1) => ({
  verb: 'reserve',
  task,
  epoch,
  model: 'sonnet',
  prompt: 0,
  maxOutput: 100_000 * dollars,
});
const settle = (task: string, reservation: unknown, dollars = 1, epoch = 1) => ({
  verb: 'settle',
  task,
  epoch,
  reservation,
  usage: { input: 0, output: 100_000 * dollars },
});

function reservationIn(answer: unknown): string {
  assert.ok(typeof answer === 'object' && answer !== null && 'reservation' in answer, JSON.stringify(answer));
  return String(answer.reservation);
}

describe('money of a swarm', () => {
  it('takes what an outside agent says its work has cost, and halts the session when that is beyond a cap', async () => {
    const { coordinator, ask } = await make({ session: { budget: 1, provider: 'acp' } });
    const report = (cost: number, epoch = 1) => ({ verb: 'reportCost', task: 'A', epoch, cost });
    assert.equal(await ask(report(1)), 'stale-epoch');
    await ask(claim('A'));
    assert.deepEqual(await ask(report(0.75 * dollar), 'k'), { reservation: 'R7', amount: 0.75 * dollar });
    assert.deepEqual(await ask(report(0.75 * dollar), 'k'), { reservation: 'R7', amount: 0.75 * dollar });
    const session = () => coordinator.snapshot().sessions.find(({ id }) => id === 's');
    assert.deepEqual([session()?.spent, session()?.reserved, session()?.state], [0.75, 0, 'working']);
    await ask(report(0.5 * dollar));
    assert.deepEqual([session()?.spent, session()?.reserved, session()?.state], [1.25, 0, 'budget_exceeded']);
    assert.equal(await ask(report(1, 2)), 'stale-epoch');
    // Nobody knows what it used: routing has neither saved nor lost anything by it.
    assert.equal(coordinator.snapshot().money.atSonnet, 1.25);
    assert.deepEqual(coordinator.snapshot().money.byModel, [{ model: 'acp', spent: 1.25, reserved: 0 }]);
  });

  it('is reserved before a call, settled after it, and shown by everything that it is told by', async () => {
    const { coordinator, ask } = await make({ session: { budget: 5 } });
    await ask(claim('A'));
    const first = await ask(reserve('A', 2));
    assert.deepEqual(first, { reservation: reservationIn(first), amount: 2 * dollar });
    const [held] = coordinator.snapshot().sessions;
    assert.deepEqual([held?.spent, held?.reserved, held?.budget], [0, 2, 5]);
    await ask(settle('A', reservationIn(first), 1));
    const { sessions, money: shown } = coordinator.snapshot();
    assert.deepEqual([sessions[0]?.spent, sessions[0]?.reserved], [1, 0]);
    assert.deepEqual(shown.byTask, [
      { id: 'A', estimate: null, spent: 1, reserved: 0, budget: null, standing: 'within' },
    ]);
    assert.deepEqual(shown.byModel, [{ model: 'sonnet', spent: 1, reserved: 0 }]);
    assert.deepEqual(shown.byPhase, [{ session: 's', phase: 1, spent: 1, reserved: 0 }]);
    assert.deepEqual(shown.byDay, [{ day: '1970-01-01', spent: 1, reserved: 0, budget: null, standing: 'within' }]);
    assert.equal(shown.spent, 1);
  });

  const checkCap = (scope: string, given: Given, raise: Record<string, unknown>): void => {
    it(`halts at the cap of the ${scope}, asks a person, and goes on when it is raised`, async () => {
      const { coordinator, ask, person } = await make(given);
      await ask(claim('A'));
      const first = reservationIn(await ask(reserve('A', 2)));
      assert.equal(await ask(reserve('A', 2)), 'no-budget');
      assert.equal(coordinator.snapshot().sessions[0]?.state, 'budget_exceeded');
      assert.equal(coordinator.snapshot().needsYou.length, 1);
      assert.match(
        coordinator.snapshot().needsYou[0]?.reason ?? '',
        /\$2\.00 more does not fit \(\$0\.00 of \$3\.00 spent, \$2\.00 reserved\)/,
      );
      // What would fit is refused, too, until a person has decided.
      await ask(settle('A', first, 0));
      assert.equal(await ask(reserve('A', 1)), 'no-budget');
      const place = coordinator.snapshot().needsYou[0]?.answer;
      assert.equal(place?.kind, 'halt');
      // Left as it is, it asks nobody any more, and stays halted.
      assert.equal(await ask({ verb: 'leaveHalted', ...parsePlace(place.id) }), 'forbidden');
      assert.deepEqual(await person({ verb: 'leaveHalted', ...parsePlace(place.id) }), {});
      assert.deepEqual(coordinator.snapshot().needsYou, []);
      assert.equal(await person({ verb: 'leaveHalted', ...parsePlace(place.id) }), 'unknown');
      assert.equal(await ask(reserve('A', 1)), 'no-budget');
      assert.equal(coordinator.snapshot().sessions[0]?.state, 'budget_exceeded');
      const { money: shown } = coordinator.snapshot();
      const standings = [shown, shown.today, ...shown.bySession, ...shown.byTask].map(({ standing }) => standing);
      assert.deepEqual(standings.toSorted(), ['halted', 'within', 'within', 'within']);
      assert.deepEqual(await person({ verb: 'setBudget', ...raise, cap: 10 * dollar }), {});
      assert.equal(coordinator.snapshot().sessions[0]?.state, 'working');
      reservationIn(await ask(reserve('A', 4)));
    });
  };
  const caps = (over: Partial<Policy['caps']>): Given => ({ policy: { caps: { ...defaultPolicy.caps, ...over } } });
  const three = money(3 * dollar);
  checkCap('session', { session: { budget: 3 } }, { scope: 'session', id: 's' });
  checkCap('task', caps({ task: three }), { scope: 'task', id: 'A' });
  checkCap('tasks', caps({ task: three }), { scope: 'task' });
  checkCap('swarm', caps({ swarm: three }), { scope: 'swarm' });
  checkCap('day', caps({ day: three }), { scope: 'day' });

  it('refuses a model without a price, also one with the name of something that every object has', async () => {
    const { ask } = await make();
    await ask(claim('A'));
    for (const model of ['gpt', 'constructor', '__proto__', 'toString'])
      assert.equal(await ask({ ...reserve('A'), model }), 'unknown');
  });

  it('is reserved under the current claim only, and settled by the epoch of its reservation', async () => {
    const { ask } = await make({ session: { budget: 5 } });
    await ask(claim('A'));
    assert.equal(await ask(reserve('A', 1, 2)), 'stale-epoch');
    const first = reservationIn(await ask(reserve('A')));
    await ask({ verb: 'release', task: 'A', epoch: 1, reason: 'released' });
    assert.equal(await ask(reserve('A')), 'stale-epoch');
    await ask(claim('A'));
    assert.equal(await ask(settle('A', first, 1, 2)), 'stale-epoch');
    // The claim has ended, but what the call cost is still the truth.
    assert.deepEqual(await ask(settle('A', first)), {});
    assert.equal(await ask(settle('A', first)), 'unknown');
  });

  it('gives the first answer again to the same key, a refusal at the cap included', async () => {
    const { coordinator, ask } = await make({ session: { budget: 3 } });
    await ask(claim('A'));
    const first = await ask(reserve('A', 2), 'one');
    assert.deepEqual(await ask(reserve('A', 2), 'one'), first);
    assert.equal(await ask(reserve('A', 2), 'two'), 'no-budget');
    const { sequence } = coordinator.state;
    assert.equal(await ask(reserve('A', 2), 'two'), 'no-budget');
    assert.equal(coordinator.state.sequence, sequence);
  });

  it('is given back for a call that never happened', async () => {
    const { coordinator, ask } = await make({ session: { budget: 3 } });
    await ask(claim('A'));
    const first = reservationIn(await ask(reserve('A', 3)));
    assert.deepEqual(
      await ask({ verb: 'unreserve', task: 'A', epoch: 1, reservation: first, reason: 'no network' }),
      {},
    );
    assert.equal(coordinator.snapshot().money.spent, 0);
    reservationIn(await ask(reserve('A', 3)));
  });

  it('counts at its worst when a claim has ended and nobody says what the call cost', async () => {
    const { coordinator, clock, ask } = await make();
    await ask(claim('A'));
    await ask(reserve('A', 2));
    clock.advance(hour / 60);
    await ask({ verb: 'release', task: 'A', epoch: 1, reason: 'stopped' });
    clock.advance(9 * 60_000);
    await coordinator.idle();
    assert.deepEqual([coordinator.snapshot().money.spent, coordinator.snapshot().money.reserved], [0, 2]);
    clock.advance(2 * 60_000);
    await coordinator.idle();
    assert.deepEqual([coordinator.snapshot().money.spent, coordinator.snapshot().money.reserved], [2, 0]);
  });

  it('tells the truth about a call that was billed above its reservation, and halts the session', async () => {
    const { coordinator, ledger, ask } = await make({ session: { budget: 2 } });
    await ask(claim('A'));
    const first = reservationIn(await ask(reserve('A', 1)));
    assert.deepEqual(await ask(settle('A', first, 5)), {});
    const { sessions, needsYou } = coordinator.snapshot();
    assert.deepEqual([sessions[0]?.state, sessions[0]?.spent], ['budget_exceeded', 5]);
    assert.match(needsYou[0]?.reason ?? '', /billed at \$5\.00, above its reservation/);
    const balance = ledger instanceof MemoryLedger && ledger.balances.get('session/s');
    assert.deepEqual(balance, {
      place: 'session/s',
      spent: 5 * dollar,
      reserved: 0,
      cap: 2 * dollar,
      overrun: 3 * dollar,
    });
  });

  it('warns at four fifths of a cap with the same sentence until it is raised', async () => {
    const { coordinator, ask, person } = await make({ session: { budget: 10 } });
    const needs = (): readonly string[] => coordinator.snapshot().needsYou.map(({ reason }) => reason);
    await ask(claim('A'));
    await ask(settle('A', reservationIn(await ask(reserve('A', 7))), 7));
    assert.deepEqual(needs(), []);
    await ask(settle('A', reservationIn(await ask(reserve('A', 1))), 1));
    const warned = needs();
    assert.deepEqual(warned, ['s has spent more than 80 % of its $10.00.']);
    await ask(settle('A', reservationIn(await ask(reserve('A', 1))), 1));
    assert.deepEqual(needs(), warned);
    await person({ verb: 'setBudget', scope: 'session', id: 's', cap: 20 * dollar });
    assert.deepEqual(needs(), []);
  });

  it('keeps a session from tasks whose estimate it cannot pay, and says so', async () => {
    const { coordinator, ask, person } = await make({ session: { budget: 3 }, task: { estimate: { cost: 4 } } });
    assert.equal(await ask(claim('A')), 'no-budget');
    assert.equal(await ask({ verb: 'claimNext', session: 's' }), 'no-budget');
    const why = coordinator.why('A');
    assert.match(why.ok ? why.value.reason : '', /budget of s: \$4\.00 more does not fit/);
    assert.equal(coordinator.snapshot().needsYou.length, 1);
    assert.equal(coordinator.stage(), 'stuck');
    await person({ verb: 'setBudget', scope: 'session', id: 's', cap: null });
    assert.notEqual(await ask(claim('A')), 'no-budget');
  });

  it('asks no price of commands', async () => {
    const given = { session: { budget: 0, provider: 'command' as const }, task: { estimate: { cost: 4 } } };
    const { ask } = await make(given);
    assert.notEqual(await ask(claim('A')), 'no-budget');
  });

  it('is counted by the day of the reservation, and a new day has its cap to itself', async () => {
    const { coordinator, clock, ask } = await make({
      policy: { caps: { ...defaultPolicy.caps, day: money(3 * dollar) } },
    });
    await ask(claim('A'));
    const first = reservationIn(await ask(reserve('A', 2)));
    assert.equal(await ask(reserve('A', 2)), 'no-budget');
    clock.ahead = 24 * hour;
    clock.advance(5_000);
    await coordinator.idle();
    assert.equal(coordinator.snapshot().needsYou.length, 0);
    reservationIn(await ask(reserve('A', 2)));
    await ask(settle('A', first, 2));
    assert.deepEqual(coordinator.snapshot().money.byDay, [
      { day: '1970-01-01', spent: 2, reserved: 0, budget: 3, standing: 'within' },
      { day: '1970-01-02', spent: 0, reserved: 2, budget: 3, standing: 'within' },
    ]);
  });

  it('keeps a cap that a person has set when the same plan is launched again', async () => {
    const ledger = new MemoryLedger();
    const first = createTestCoordinator(ledger);
    const plan = aPlan([aSession('s', { budget: 3 })], [aTask('A')]);
    await first.coordinator.adopt(plan);
    await asking(first).person({ verb: 'setBudget', scope: 'session', id: 's', cap: 7 * dollar });
    const second = createTestCoordinator(ledger);
    const changed = { ...plan, sessions: [aSession('s', { budget: 3, capabilities: ['docs:writing'] })] };
    await second.coordinator.adopt(changed);
    assert.equal(second.coordinator.snapshot().sessions[0]?.budget, 7);
    await second.coordinator.adopt({ ...plan, sessions: [aSession('s', { budget: 4 })] });
    assert.equal(second.coordinator.snapshot().sessions[0]?.budget, 4);
  });

  it('is for a person to give: no session sets a cap or resets a breaker', async () => {
    const { ask, person } = await make();
    assert.equal(await ask({ verb: 'setBudget', scope: 'swarm', cap: null }), 'forbidden');
    assert.equal(await ask({ verb: 'resetBreaker', kind: 'session', id: 's' }), 'forbidden');
    assert.equal(await person({ verb: 'setBudget', scope: 'session', id: 'nobody', cap: 1 }), 'unknown');
    assert.equal(await person({ verb: 'setBudget', scope: 'day', id: '1970-01-01', cap: 1 }), 'forbidden');
    assert.equal(await person({ session: 's', ...reserve('A') }), 'forbidden');
  });

  const checkHostile = (what: string, request: Record<string, unknown>): void => {
    it(`does not let ${what} past the schema`, () => {
      assert.equal(requestSchema.safeParse({ session: 's', ...request }).success, false);
    });
  };
  checkHostile('negative tokens', { ...reserve('A'), prompt: -1 });
  checkHostile('a fraction of a token', { ...reserve('A'), maxOutput: 0.5 });
  checkHostile('more tokens than can be multiplied', { ...reserve('A'), maxOutput: 1e9 });
  checkHostile('tokens that are no number', { ...settle('A', 'R1'), usage: { input: '1', output: 0 } });
  checkHostile('a cap that is negative', { verb: 'setBudget', scope: 'swarm', cap: -1 });
});

describe('breakers', () => {
  const fail = async (ask: Made['ask'], task: string): Promise<void> => {
    assert.notEqual(await ask(claim(task)), 'breaker-open');
    await ask({ verb: 'fail', task, epoch: 1, reason: 'verify failed', evidence: [] });
  };

  it('of a session opens after failures in a row, lets one claim through after its time, and survives a restart', async () => {
    const made = await make();
    for (const task of ['A', 'B', 'C']) await fail(made.ask, task);
    assert.equal(await made.ask(claim('A')), 'breaker-open');
    const why = made.coordinator.why('A');
    assert.match(
      why.ok ? why.value.reason : '',
      /breaker of s is open until 1970-01-01T00:17:40\.000Z: it failed 3 times in a row/,
    );
    assert.equal(made.coordinator.stage(), 'running', 'it goes on by itself');
    made.coordinator.dispose();
    const again = createTestCoordinator(made.ledger, made.clock);
    const { ask, person } = asking(again);
    assert.equal(await ask(claim('A')), 'breaker-open');
    made.clock.advance(65_000);
    await again.coordinator.idle();
    assert.notEqual(await ask(claim('A')), 'breaker-open');
    // Its failures have limited it to one task at a time, too.
    assert.equal(await ask(claim('B')), 'agent-ceiling');
    await ask({ verb: 'fail', task: 'A', epoch: 2, reason: 'verify failed', evidence: [] });
    assert.equal(await ask(claim('B')), 'breaker-open');
    assert.deepEqual(await person({ verb: 'resetBreaker', kind: 'session', id: 's' }), {});
    assert.notEqual(await ask(claim('B')), 'breaker-open');
    assert.equal(await person({ verb: 'resetBreaker', kind: 'session', id: 's' }), 'unknown');
  });

  it('wakes a session that waits for work when its time has come', async () => {
    const { clock, coordinator, ask } = await make();
    for (const task of ['A', 'B', 'C']) await fail(ask, task);
    const waiting = ask({ verb: 'claimNext', wait: true });
    clock.advance(65_000);
    await coordinator.idle();
    assert.match(JSON.stringify(await waiting), /"outcome":"claimed"/);
  });

  const refused = (kind: string, until: number | null = null) => ({
    verb: 'providerRefused',
    task: 'A',
    epoch: 1,
    kind,
    until,
  });

  it('of a credential stops every new claim on it until the time that the provider named', async () => {
    const { clock, coordinator, ask } = await make();
    await ask(claim('A'));
    assert.deepEqual(await ask(refused('quota', clock.now() + hour)), {});
    assert.equal(await ask(claim('B')), 'breaker-open');
    assert.equal(await ask(reserve('A')), 'breaker-open');
    clock.advance(hour - 10_000);
    await coordinator.idle();
    assert.equal(await ask(claim('B')), 'breaker-open');
    clock.advance(15_000);
    await coordinator.idle();
    assert.notEqual(await ask(claim('B')), 'breaker-open');
  });

  it('of a credential that is not accepted waits for a person, who is told so', async () => {
    const { clock, coordinator, ask, person } = await make();
    await ask(claim('A'));
    await ask(refused('auth'));
    clock.ahead = 48 * hour;
    clock.advance(5_000);
    await coordinator.idle();
    assert.equal(await ask(claim('B')), 'breaker-open');
    assert.match(
      coordinator
        .snapshot()
        .needsYou.map(({ reason }) => reason)
        .join(' '),
      /credential anthropic is open/,
    );
    await person({ verb: 'resetBreaker', kind: 'pool', id: 'anthropic' });
    assert.notEqual(await ask(claim('B')), 'breaker-open');
  });

  it('of a credential leaves sessions on another one alone, and no session can shut it for ever', async () => {
    const made = createTestCoordinator();
    const sessions = [
      aSession('s', { provider: 'anthropic' }),
      aSession('other', { provider: 'anthropic', credential: 'mine' }),
    ];
    await made.coordinator.adopt(aPlan(sessions, [aTask('A'), aTask('B')]));
    const { ask } = asking(made);
    await ask(claim('A'));
    await ask(refused('quota', 8_640_000_000_000_000));
    const other = await made.coordinator.handle({ verb: 'claim', session: 'other', task: 'B' }, asSession('other'));
    assert.ok(other.ok);
    const [breaker] = made.coordinator.snapshot().breakers;
    assert.equal(breaker?.until, made.clock.now() + 8 * 24 * hour);
  });
});

it('what halts the whole swarm needs a person once, not once more for each session that has nothing to do meanwhile', async () => {
  const { ask, coordinator } = await make({ policy: { caps: { swarm: money(dollar), day: null, task: null } } });
  await ask(claim('A'));
  assert.equal(await ask(reserve('A', 2)), 'no-budget');
  await ask({ verb: 'release', task: 'A', epoch: 1, reason: 'released' });
  const needs = coordinator.snapshot().needsYou.filter(({ reason }) => reason.includes('cap of the swarm'));
  assert.deepEqual(
    needs.map(({ subject }) => subject),
    ['swarm'],
  );
});

describe('graduated autonomy', () => {
  const levels = ({ ledger }: Made): readonly unknown[] =>
    [...ledger.read(0)]
      .map(({ body }) => JSON.parse(body) as { event: { type: string; to?: string }; cause: unknown })
      .filter(({ event }) => event.type === 'autonomy.changed')
      .map(({ event, cause }) => [event.to, (cause as { rule: string }).rule]);

  it('is lost by failures, as a fact with its cause, and lasts through a restart', async () => {
    const made = await make();
    for (const task of ['A', 'B', 'C']) {
      await made.ask(claim(task));
      await made.ask({ verb: 'fail', task, epoch: 1, reason: 'verify failed', evidence: [] });
    }
    assert.deepEqual(levels(made), [['limited', 'autonomy']]);
    const again = createTestCoordinator(made.ledger, made.clock);
    const [session] = again.coordinator.state.sessions.values();
    assert.equal(session?.level, 'limited');
    assert.match(JSON.stringify(session?.record), /"failed":3/);
  });
});
