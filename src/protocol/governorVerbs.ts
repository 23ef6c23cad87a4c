import * as z from 'zod';

/** Far above any call; bounded so that no product with a price goes beyond what a number holds. */
const tokens = z.int().nonnegative().max(100_000_000);
const micros = z.int().nonnegative().max(1_000_000_000_000_000);

/** The requests about money and breakers; `name` and `claim` are the fields that all requests share. */
export function governorRequests<
  Name extends z.ZodType<string>,
  Sentence extends z.ZodType<string>,
  Claim extends { readonly task: Name; readonly session: Name; readonly epoch: z.ZodInt },
>({ name, sentence, claim }: { readonly name: Name; readonly sentence: Sentence; readonly claim: Claim }) {
  return [
    /**
     * Sets money aside before a model call: `prompt` counts all its tokens, those read from a cache included, `cache` is how long what it writes there is
     * kept. What is left out is taken at its dearest.
     */
    z.object({
      verb: z.literal('reserve'),
      ...claim,
      model: name,
      prompt: tokens,
      maxOutput: tokens,
      cache: z.enum(['none', '5m', '1h']).default('1h'),
    }),
    /** Says what the call of a reservation used. `input` are tokens that neither came from a cache nor went into one. */
    z.object({
      verb: z.literal('settle'),
      ...claim,
      reservation: name,
      usage: z.object({
        input: tokens,
        output: tokens,
        cacheRead: tokens.default(0),
        cacheWrite5m: tokens.default(0),
        cacheWrite1h: tokens.default(0),
      }),
    }),
    /** What the work under a claim has cost by an outside agent's own account, in micro-dollars, beside everything that it has said before. */
    z.object({ verb: z.literal('reportCost'), ...claim, cost: micros }),
    /** Gives a reservation back whose call never happened. */
    z.object({ verb: z.literal('unreserve'), ...claim, reservation: name, reason: sentence }),
    /** Another cap for a session, a task, the swarm or each day, in micro-dollars; null: none. Without an id: for every task. */
    z.object({
      verb: z.literal('setBudget'),
      scope: z.enum(['session', 'task', 'swarm', 'day']),
      id: z.union([z.literal(''), name]).default(''),
      cap: micros.nullable(),
    }),
    /** A halt is left as it is and asks nobody any more; without an id that of the swarm or of today. */
    z.object({
      verb: z.literal('leaveHalted'),
      scope: z.enum(['session', 'task', 'swarm', 'day']),
      id: z.union([z.literal(''), name]).default(''),
    }),
    /** The provider does not serve the session's credential; `until` is when it named to serve again, ms since epoch. */
    z.object({
      verb: z.literal('providerRefused'),
      ...claim,
      kind: z.enum(['quota', 'auth', 'overload']),
      until: z.int().nonnegative().max(8_640_000_000_000_000).nullable().default(null),
    }),
    z.object({ verb: z.literal('resetBreaker'), kind: z.enum(['session', 'pool', 'command']), id: name }),
  ] as const;
}

/** The answer to `reserve`: what settles it, and the micro-dollars that are set aside. */
export interface ReservationAnswer {
  readonly reservation: string;
  readonly amount: number;
}
