import * as z from 'zod';

/** Types of fields that all verbs share. */
interface Fields<Claim extends z.ZodRawShape> {
  readonly claim: Claim;
}

/** Requests of the watchdog. */
export function watchRequests<Claim extends z.ZodRawShape>({ claim }: Fields<Claim>) {
  return [
    /** Whoever runs an agent says that it gets nowhere; `silentMs`: for how long, or how long it was worked on in all when that is too long. */
    z.object({
      verb: z.literal('stalled'),
      ...claim,
      cause: z.enum(['no-progress', 'timeout']),
      silentMs: z.int().nonnegative(),
      /** Whether words reach the agent while it works. */
      canNudge: z.boolean(),
    }),
  ] as const;
}

/** What the verbs answer with. */
export interface WatchAnswers {
  /** What is to be done; without a step the agent waits for a person, and may. */
  stalled: { readonly step?: 'nudged' | 'restarted' | 'handed-over' | 'parked' };
}
