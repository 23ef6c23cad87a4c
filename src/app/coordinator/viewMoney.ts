import { isNearlySpent, type Account } from '../../domain/governor/account.ts';
import { describeCommandFailure } from '../../domain/governor/commandBreaker.ts';
import { cutCosts, standingOf, type CostLine } from '../../domain/governor/costCuts.ts';
import { accountOf, keyOf, swarmPlace, type BudgetPlace } from '../../domain/governor/budgetBook.ts';
import { forecast, type ForecastTask } from '../../domain/governor/forecast.ts';
import { formatMoney, fromDollars, toDollars } from '../../domain/governor/money.ts';
import { costsNothing } from '../../domain/task/affordability.ts';
import { whyIdle } from '../../domain/task/chooseTask.ts';
import { breakerNameOf } from '../../domain/task/decideBreaker.ts';
import { taskId } from '../../domain/task/ids.ts';
import type { SessionState, SwarmState } from '../../domain/task/swarmState.ts';
import type { TaskState } from '../../domain/task/taskState.ts';
import { explain, whySession } from '../../domain/task/why.ts';
import type { BreakerView, MoneyView } from '../../protocol/moneyView.ts';
import type { SwarmSnapshot } from '../../protocol/swarmSnapshot.ts';

type Balance = Pick<MoneyView, 'spent' | 'reserved' | 'budget'>;

/** What is spent and reserved at a place, in US dollars. */
export function viewBalance(state: SwarmState, place: BudgetPlace): Balance {
  const { spent, reserved, cap } = accountOf(state.budget, place);
  return { spent: toDollars(spent), reserved: toDollars(reserved), budget: cap === null ? null : toDollars(cap) };
}

/** What the swarm costs, by everything that it is told by; the lines of each way come to the swarm's own figures. */
export function viewMoney(state: SwarmState): MoneyView {
  const { budget } = state;
  const swarm = accountOf(budget, swarmPlace);
  const tasks = [...state.tasks.values()];
  const cuts = cutCosts(budget);
  const standing = (scope: BudgetPlace['scope'], id: string) => viewStanding(state, { scope, id });
  return {
    ...viewStanding(state, swarmPlace),
    forecast: toDollars(
      forecast(
        swarm.spent + swarm.reserved,
        tasks.map((task) => forecastTask(state, task)),
      ),
    ),
    atSonnet: toDollars(budget.atSonnet),
    taskCap: budget.taskCap === null ? null : toDollars(budget.taskCap),
    today: { day: budget.today, ...standing('day', budget.today) },
    bySession: sessionsOf(state, cuts.session).map((id) => ({ id, ...standing('session', id) })),
    byTask: inPlanOrder(cuts.task, [...state.tasks.keys()]).map((id) => ({
      id,
      estimate: state.tasks.get(taskId(id))?.spec.estimate.cost ?? null,
      ...standing('task', id),
    })),
    byModel: cuts.model.map((line) => ({ model: line.id, ...inDollars(line) })),
    byPhase: cuts.phase.map((line) => ({ ...phaseOf(line.id), ...inDollars(line) })),
    byDay: cuts.day.map(({ id }) => ({ day: id, ...standing('day', id) })),
  };
}

function viewStanding(state: SwarmState, place: BudgetPlace): Balance & Pick<MoneyView, 'standing'> {
  return { ...viewBalance(state, place), standing: standingOf(state.budget, place) };
}

function inDollars({ spent, reserved }: CostLine): { readonly spent: number; readonly reserved: number } {
  return { spent: toDollars(spent), reserved: toDollars(reserved) };
}

/** The planned sessions, and those that are no longer planned but have cost something. */
function sessionsOf(state: SwarmState, lines: readonly CostLine[]): readonly string[] {
  const planned = [...state.sessions.values()].filter(({ withdrawn }) => !withdrawn).map(({ spec }): string => spec.id);
  const costly = lines.filter(({ spent, reserved }) => spent + reserved > 0).map(({ id }) => id);
  return [...new Set([...planned, ...costly])];
}

function inPlanOrder(lines: readonly CostLine[], plan: readonly string[]): readonly string[] {
  const known = new Set(lines.map(({ id }) => id));
  return [...new Set([...plan.filter((id) => known.has(id)), ...known])];
}

function phaseOf(name: string): { readonly session: string; readonly phase: number | null } {
  const at = name.lastIndexOf(' ');
  const phase = name.slice(at + 1);
  return { session: name.slice(0, at), phase: phase === '-' ? null : Number(phase) };
}

function forecastTask(state: SwarmState, task: TaskState): ForecastTask {
  const { spec, progress } = task;
  const owner = spec.session === undefined ? undefined : state.sessions.get(spec.session);
  const account = accountOf(state.budget, { scope: 'task', id: spec.id });
  // What is reserved is committed already: it counts as spent on its task.
  const spent = account.spent + account.reserved;
  if (progress.stage === 'cancelled' || progress.stage === 'failed') return { estimate: 0, spent, stage: 'given-up' };
  const free = owner !== undefined && costsNothing(owner.spec);
  const stated = spec.estimate.cost === undefined ? undefined : fromDollars(spec.estimate.cost);
  return { estimate: free ? 0 : stated, spent, stage: progress.stage === 'completed' ? 'completed' : 'open' };
}

/** The breakers that are open, half-open, or count failures. */
export function viewBreakers(state: SwarmState): readonly BreakerView[] {
  return [...state.breakers].flatMap(([key, breaker]): BreakerView[] => {
    const name = breakerNameOf(key);
    if (breaker.state === 'open')
      return [{ ...name, state: 'open', failures: 0, until: breaker.until, reason: breaker.reason }];
    if (breaker.state === 'half-open') {
      const reason = breaker.trial === null ? 'the next claim is its try' : `${breaker.trial} is its try`;
      return [{ ...name, state: 'half-open', failures: 0, until: null, reason }];
    }
    const [failures, last] = [breaker.failures.length, breaker.failures.at(-1)];
    if (last === undefined) return [];
    const reason = name.kind === 'command' ? describeCommandFailure(last) : `last at ${last}`;
    return [{ ...name, state: 'closed', failures, until: null, reason }];
  });
}

/**
 * What a person has to decide about money and breakers: where spending is halted, where four fifths are spent (once per cap: what
 * is said stays the same until it is raised), and which credential nobody but a person can tell about.
 */
export function moneyNeeds(state: SwarmState, sessions: readonly SessionState[]): SwarmSnapshot['needsYou'] {
  const { halts, accounts } = state.budget;
  const told = [...halts.values()].map(({ place, session, amount, left }) => {
    const why = because(explain(state, { code: 'no-budget', session, place, wanted: amount }));
    const subject = place.id === '' ? place.scope : place.id;
    return { isLeft: left === true, need: { subject, ...why, answer: { kind: 'halt', id: keyOf(place) } as const } };
  });
  const nearly = [...accounts].flatMap(([key, account]) => {
    if (halts.has(key) || !isNearlySpent(account) || isPast(state, key)) return [];
    const answer = { kind: 'budget', id: key } as const;
    return [{ subject: key.slice(key.indexOf('/') + 1), ...nearlySpent(key, account), answer }];
  });
  const short = sessions
    .filter((session) => session.claims.size === 0)
    .map((session) => ({ id: session.spec.id, session, why: whySession(state, session) }))
    .filter(
      ({ why, id }) =>
        why.code === 'no-budget' && !told.some(({ need }) => need.reason === why.reason) && !halts.has(`session/${id}`),
    )
    .map(({ id, session, why }) => ({ subject: id, ...because(why), ...raising(state, session) }));
  const shut = [...state.breakers].flatMap(([key, breaker]) => {
    const name = breakerNameOf(key);
    // What cannot be started has to be mended by somebody, also where it is tried again by itself.
    if (breaker.state !== 'open' || (breaker.until !== null && name.kind !== 'command')) return [];
    return [
      {
        subject: name.id,
        ...because(explain(state, { code: 'breaker-open', breaker: name })),
        answer: { kind: 'breaker', id: key } as const,
      },
    ];
  });
  const halted = told.filter(({ isLeft }) => !isLeft).map(({ need }) => need);
  return [...halted, ...nearly, ...short, ...shut];
}

/** Where a cap keeps a session from all its work. */
function raising(state: SwarmState, session: SessionState): Pick<SwarmSnapshot['needsYou'][number], 'answer'> {
  const kept = whyIdle(state, session);
  return kept.code === 'no-budget' ? { answer: { kind: 'budget', id: keyOf(kept.place) } } : {};
}

/** A day that is over and a task that is done cannot be overspent any more. */
function isPast(state: SwarmState, key: string): boolean {
  if (key.startsWith('day/')) return key !== keyOf({ scope: 'day', id: state.budget.today });
  const tasks: ReadonlyMap<string, TaskState> = state.tasks;
  const stage = key.startsWith('task/') ? tasks.get(key.slice('task/'.length))?.progress.stage : undefined;
  return stage === 'completed' || stage === 'cancelled' || state.unfinished === 0;
}

function nearlySpent(key: string, { cap }: Account): { readonly reason: string; readonly action: string } {
  const [scope, id] = [key.split('/', 1)[0], key.slice(key.indexOf('/') + 1)];
  const name = scope === 'session' || scope === 'task' ? id : (scope ?? '');
  return {
    reason: `${name} has spent more than 80 % of its ${formatMoney(cap ?? 0)}.`,
    action: `It halts at the cap; raise it with s2 budget set ${name} <amount>.`,
  };
}

function because(why: { readonly reason: string; readonly action: string }): { reason: string; action: string } {
  return { reason: why.reason, action: why.action };
}
