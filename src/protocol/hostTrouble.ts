import * as z from 'zod';

const commit = z.string().regex(/^[0-9a-f]{40,64}$/);
const line = z
  .string()
  .max(300)
  .transform((text) => text.toWellFormed());

/** A commit on the integration branch that the ledger does not account for; texts are one line without control characters. */
export const foreignCommitSchema = z.object({
  commit,
  author: line,
  subject: line,
  /** The task that its trailers name; null when it has none. */
  claims: line.nullable(),
});
export type ForeignCommit = z.infer<typeof foreignCommitSchema>;

/** At most this many foreign commits are told one by one. */
export const maxForeign = 20;

/** Something that keeps the agent host from its work, now: it is told again to each leader, and taken back when it is over. */
export const hostTroubleSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('fault'), reason: z.string().max(4_000) }),
  z.object({
    kind: z.literal('foreign-commits'),
    /** The last head of the integration branch that the ledger accounts for. */
    from: commit,
    head: commit,
    commits: z.array(foreignCommitSchema).max(maxForeign).readonly(),
    /** How many more there are. */
    more: z.int().nonnegative(),
  }),
]);
export type HostTrouble = z.infer<typeof hostTroubleSchema>;

/** What of the host is troubled. */
export const troubledSchema = z.union([
  z.literal('merge queue'),
  z.templateLiteral(['set-up of ', z.string().min(1).max(200)]),
]);
export type Troubled = z.infer<typeof troubledSchema>;
