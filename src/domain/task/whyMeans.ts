import { quoteCommand } from '../agent/quoteCommand.ts';
import { accountOf, keyOf } from '../governor/budgetBook.ts';
import { formatMoney } from '../governor/money.ts';
import type { Refusal } from './refusal.ts';
import type { SwarmState } from './swarmState.ts';

type Explained = { readonly reason: string; readonly action: string };

/** What keeps a session from spending, with the figures, and what would change it. */
export function explainMeans(
  state: SwarmState,
  refusal: Extract<Refusal, { readonly code: 'no-budget' | 'breaker-open' | 'no-slot' }>,
): Explained {
  if (refusal.code === 'no-slot') return explainSlot(state, refusal);
  return refusal.code === 'no-budget' ? explainBudget(state, refusal) : explainBreaker(state, refusal);
}

/** What is said of a model that nobody knows the price of. */
export function unknownPrice(model: string): Explained {
  return {
    reason: `The price of ${model} is not known, so nothing may be spent on it.`,
    action: 'State its `input` and `output` in `models` in swarm.yaml, then launch again.',
  };
}

function explainBudget(state: SwarmState, { place, wanted }: Extract<Refusal, { code: 'no-budget' }>): Explained {
  const { spent, reserved, cap } = accountOf(state.budget, place);
  const [whose, command] = {
    session: [`the budget of ${place.id}`, place.id],
    task: [`the cap of ${place.id}`, place.id],
    swarm: ['the cap of the swarm', 'swarm'],
    day: [`the cap of the day${place.id === '' ? '' : ` ${place.id}`} (UTC)`, 'day'],
  }[place.scope];
  const of = cap === null ? '' : ` of ${formatMoney(cap)}`;
  const halted = state.budget.halts.get(keyOf(place));
  const figures = `${formatMoney(spent)}${of} spent, ${formatMoney(reserved)} reserved`;
  const why =
    halted?.cause === 'overrun'
      ? `a call was billed at ${formatMoney(halted.amount)}, above its reservation`
      : `${formatMoney(halted?.amount ?? wanted)} more does not fit`;
  return {
    reason: `Nothing more is taken from ${whose}: ${why} (${figures}).`,
    action: `Raise it: s2 budget set ${command} <amount>${halted && !halted.left ? `, or leave it: s2 budget leave ${command}` : ''}.`,
  };
}

function explainBreaker(state: SwarmState, { breaker }: Extract<Refusal, { code: 'breaker-open' }>): Explained {
  const known = state.breakers.get(`${breaker.kind}/${breaker.id}`);
  const name = { session: '', pool: 'credential ', command: 'the command ' }[breaker.kind] + breaker.id;
  const reset = `s2 breakers reset ${quoteCommand([breaker.id])}`;
  if (known?.state === 'half-open') {
    return {
      reason: `The breaker of ${name} lets one claim through to try, and ${known.trial ?? 'it'} is under way.`,
      action: `Wait for its outcome, or reset the breaker: ${reset}.`,
    };
  }
  const reason = known?.state === 'open' ? known.reason : 'it failed';
  const until = known?.state === 'open' ? known.until : null;
  return until === null
    ? { reason: `The breaker of ${name} is open: ${reason}.`, action: `Mend the cause, then reset it: ${reset}.` }
    : {
        reason: `The breaker of ${name} is open until ${new Date(until).toISOString()}: ${reason}.`,
        action: `It revives by itself then; to go on at once: ${reset}.`,
      };
}

function explainSlot(state: SwarmState, { session, pool, shortage }: Extract<Refusal, { code: 'no-slot' }>): Explained {
  const { what, limit, afterMs } = shortage;
  const seconds = Math.max(1, Math.ceil(afterMs / 1_000));
  const reason =
    what === 'slot'
      ? `${session} waits for a call slot of ${pool} (${state.calls.inFlight.get(pool) ?? 0} in flight).`
      : `${session} waits for the rate of ${pool}: its ${limit} ${what} a minute are used up.`;
  return { reason, action: `Ask again in ${seconds} s, or raise call_limits › ${pool} in swarm.yaml.` };
}
