import * as z from 'zod';

const balance = { spent: z.number(), reserved: z.number(), budget: z.number().nullable() };

/** What a swarm costs, in US dollars; `budget` is the cap, null where there is none. Days are in UTC. */
export const moneyViewSchema = z.object({
  ...balance,
  /** What everything will have cost at the end, see domain/governor/forecast. */
  forecast: z.number(),
  /** What the same calls would have cost at the price of Sonnet. */
  atSonnet: z.number(),
  today: z.object({ day: z.string(), ...balance }),
  byTask: z.array(z.object({ id: z.string(), estimate: z.number().nullable(), ...balance })),
  byModel: z.array(z.object({ model: z.string(), spent: z.number() })),
  byPhase: z.array(z.object({ session: z.string(), phase: z.number().nullable(), spent: z.number() })),
  byDay: z.array(z.object({ day: z.string(), spent: z.number(), reserved: z.number() })),
});
export type MoneyView = z.infer<typeof moneyViewSchema>;

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
  forecast: 0,
  atSonnet: 0,
  today: { day: '', spent: 0, reserved: 0, budget: null },
  byTask: [],
  byModel: [],
  byPhase: [],
  byDay: [],
};
