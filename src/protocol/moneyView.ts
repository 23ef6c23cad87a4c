import * as z from 'zod';

/** How a place stands to its cap: `warning` from four fifths on, `halted` where nothing more is reserved until a person says so. */
export const standingSchema = z.enum(['within', 'warning', 'halted']);
export type StandingView = z.infer<typeof standingSchema>;

const cost = { spent: z.number(), reserved: z.number() };
const balance = { ...cost, budget: z.number().nullable(), standing: standingSchema };

/** What a swarm costs, in US dollars; `budget` is the cap, null where there is none. Days are in UTC. */
export const moneyViewSchema = z.object({
  ...balance,
  /** What everything will have cost at the end, see domain/governor/forecast. */
  forecast: z.number(),
  /** What the same calls would have cost at the price of Sonnet. */
  atSonnet: z.number(),
  /** The cap of each task that has none of its own. */
  taskCap: z.number().nullable(),
  today: z.object({ day: z.string(), ...balance }),
  /** Every planned session, and those that have cost something. */
  bySession: z.array(z.object({ id: z.string(), ...balance })),
  /** Tasks that have cost something, or have a cap of their own. */
  byTask: z.array(z.object({ id: z.string(), estimate: z.number().nullable(), ...balance })),
  byModel: z.array(z.object({ model: z.string(), ...cost })),
  byPhase: z.array(z.object({ session: z.string(), phase: z.number().nullable(), ...cost })),
  byDay: z.array(z.object({ day: z.string(), ...balance })),
});
export type MoneyView = z.infer<typeof moneyViewSchema>;

/** What routing has saved against the same calls on Sonnet, in US dollars, below zero when it cost more; `share` of what they would have cost. */
export function savingsOf({ spent, atSonnet }: Pick<MoneyView, 'spent' | 'atSonnet'>): {
  readonly saved: number;
  readonly share: number;
} {
  // What is less than a micro-dollar is the imprecision of the difference.
  const saved = Math.round((atSonnet - spent) * 1e6) / 1e6;
  return { saved, share: atSonnet > 0 ? saved / atSonnet : 0 };
}

/** A breaker that is not simply closed. Times are ms since epoch; `until` is null when only a person may reset it. */
export const breakerViewSchema = z.object({
  kind: z.enum(['session', 'pool', 'command']),
  id: z.string(),
  state: z.enum(['closed', 'open', 'half-open']),
  /** Failures in a row, while it is closed. */
  failures: z.number(),
  until: z.number().nullable(),
  reason: z.string(),
});
export type BreakerView = z.infer<typeof breakerViewSchema>;

/** A swarm that has spent nothing and has no caps. */
export const noMoney: MoneyView = {
  spent: 0,
  reserved: 0,
  budget: null,
  standing: 'within',
  forecast: 0,
  atSonnet: 0,
  taskCap: null,
  today: { day: '', spent: 0, reserved: 0, budget: null, standing: 'within' },
  bySession: [],
  byTask: [],
  byModel: [],
  byPhase: [],
  byDay: [],
};
