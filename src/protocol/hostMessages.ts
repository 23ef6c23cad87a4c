import * as z from 'zod';

const name = z.string().min(1).max(200);

/** One session as its runner needs it; the token lets it speak for that session and for no other. */
const hostedSessionSchema = z.object({
  id: name,
  branch: name,
  provider: name,
  token: z.string().min(1),
  /** The program behind the provider `acp`, and the names of the variables that it gets. */
  agent: z
    .object({ command: z.array(z.string()).min(1).max(200).readonly(), env: z.array(z.string()).max(200).readonly() })
    .optional(),
});
export type HostedSession = z.infer<typeof hostedSessionSchema>;

/** Where the swarm lives; paths are absolute. */
const placeSchema = z.object({
  /** Address of the coordinator. */
  address: z.string().min(1),
  repository: z.string().min(1),
  /** The swarm's `.s2` folder. */
  stateFolder: z.string().min(1),
  integrationBranch: name,
});

/** From the leader to the agent host: what to run. All later talk goes over the coordinator's socket. */
export const toHostSchema = placeSchema.extend({
  type: z.literal('start'),
  /** Name of the swarm. */
  name,
  /** Lets the host speak for itself and the merge queue. */
  hostToken: z.string().min(1),
  sessions: z.array(hostedSessionSchema).max(10_000),
  /** The key that signs the ledger, PEM, when it lies where the host cannot get it; the host keeps it in memory alone. */
  signingKey: z.string().min(1).max(10_000).optional(),
});
export type ToHost = z.infer<typeof toHostSchema>;
export type HostStart = ToHost;

/** From the agent host to the leader that started it, while that is there. */
export const fromHostSchema = z.discriminatedUnion('type', [
  /** It alone runs this swarm's agents, and the merge queue is at work. */
  z.object({ type: z.literal('ready') }),
  /** Something a person should know; the host goes on unless it ends. */
  z.object({ type: z.literal('problem'), message: z.string() }),
  /** Every session and the merge queue have ended; the process exits. */
  z.object({ type: z.literal('ended') }),
]);
export type FromHost = z.infer<typeof fromHostSchema>;

/** From the agent host to a session's runner. */
export const toRunnerSchema = z.discriminatedUnion('type', [
  placeSchema.extend({
    type: z.literal('start'),
    session: hostedSessionSchema,
    /** What the runner before this one died of; null when there was none. */
    crash: z.string().nullable(),
  }),
  z.object({ type: z.literal('stop') }),
]);
export type ToRunner = z.infer<typeof toRunnerSchema>;
export type RunnerStart = Extract<ToRunner, { type: 'start' }>;

/** From a runner to the agent host. */
export const fromRunnerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  /** Why it ends; `forGood` when only a person can help, so that starting it again is no use. */
  z.object({ type: z.literal('problem'), message: z.string(), forGood: z.boolean() }),
]);
export type FromRunner = z.infer<typeof fromRunnerSchema>;
