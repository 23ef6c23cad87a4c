import * as z from 'zod';

const name = z.string().min(1).max(200);

/** One session as its runner needs it; the token, which nobody else has, lets it speak as the runner of that session and of no other. */
const hostedSessionSchema = z.object({
  id: name,
  branch: name,
  provider: name,
  token: z.string().min(1),
  /** How many of its agents may be at work at once. */
  agents: z.int().min(1).max(1_000),
  /** The program behind the provider `acp`, and the names of the variables that it gets. */
  agent: z
    .object({ command: z.array(z.string()).min(1).max(200).readonly(), env: z.array(z.string()).max(200).readonly() })
    .optional(),
  /** Hosts that its commands may reach when they are confined. */
  hosts: z.array(name).max(1_000).readonly().optional(),
  /** The model tier of its tasks that name none; absent when it has none. */
  tier: name.optional(),
  /** Name of its credential; absent for the one that a provider's sessions share. */
  credential: name.optional(),
  /** What its worktrees get; absent: as usual. */
  worktree: z
    .object({
      setup: z.string().min(1).max(10_000).optional(),
      setupMinutes: z.number().positive().max(360),
      copy: z.array(z.string().max(1_000)).max(1_000).readonly(),
      ports: z.int().min(0).max(200),
    })
    .optional(),
});

/** How a provider's models are reached. It travels from process to process only, and is written nowhere. */
export const modelAccessSchema = z.object({
  key: z.string().min(1).max(10_000),
  /** Where the provider's API is, when not at its own address. */
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .optional(),
});
export type ModelAccess = z.infer<typeof modelAccessSchema>;

/** Model by tier, as the plan says. */
const modelsSchema = z.record(name, name);

/** Where the swarm lives; paths are absolute. */
const placeSchema = z.object({
  /** Address of the coordinator. */
  address: z.string().min(1),
  repository: z.string().min(1),
  /** The swarm's `.s2` folder. */
  stateFolder: z.string().min(1),
  integrationBranch: name,
  /** How the commands of its sessions run: confined by the operating system, or with all rights of whoever launched it. */
  sandbox: z.enum(['os', 'none']),
});

/** From the leader to the agent host: what to run. All later talk goes over the coordinator's socket. */
export const toHostSchema = placeSchema.extend({
  type: z.literal('start'),
  /** Name of the swarm. */
  name,
  /** Lets the host speak for itself and the merge queue. */
  hostToken: z.string().min(1),
  sessions: z.array(hostedSessionSchema).max(10_000),
  models: modelsSchema.optional(),
  /** By name of the credential; the shared one is ''. */
  access: z.record(z.string().max(200), modelAccessSchema).optional(),
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
    /** Name of the swarm. */
    name,
    models: modelsSchema.optional(),
    /** For a session whose provider needs it; absent when there is none. */
    access: modelAccessSchema.optional(),
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
  /** What keeps its worktrees from being made ready now; null when that is over. */
  z.object({ type: z.literal('trouble'), reason: z.string().max(4_000).nullable() }),
  /** Why it ends; `forGood` when only a person can help, so that starting it again is no use. */
  z.object({ type: z.literal('problem'), message: z.string(), forGood: z.boolean() }),
]);
export type FromRunner = z.infer<typeof fromRunnerSchema>;
