import * as z from 'zod';
import { mayConflictSchema } from './radarView.ts';
import { breakerViewSchema, moneyViewSchema } from './moneyView.ts';
import { transcriptPartSchema } from './transcriptPart.ts';

/** Why something does not run, and the nearest action that would change it. */
/** `meanwhile`: of an idle session, what it found on each step of the idle protocol. */
export const whySchema = z.object({
  code: z.string(),
  reason: z.string(),
  meanwhile: z.string().optional(),
  action: z.string(),
});
export type WhyView = z.infer<typeof whySchema>;

export const taskStatusSchema = z.enum([
  'pending',
  'ready',
  'claimed',
  'verifying',
  'awaiting-approval',
  'completed',
  'failed',
  'cancelled',
]);

export const taskViewSchema = z.object({
  id: z.string(),
  title: z.string(),
  status: taskStatusSchema,
  /** Who holds or completed it; else whose plan it is; null for an unowned task. */
  session: z.string().nullable(),
  phase: z.number().nullable(),
  priority: z.string(),
  epoch: z.number(),
  failures: z.number(),
  /** Set on a failed task that a person rejected. */
  rejected: z.boolean().optional(),
  /** Open blockers on the task. */
  blocked: z.boolean(),
  dependsOn: z.array(z.string()),
  files: z.array(z.string()),
  /** Set for every task that is not running. */
  why: whySchema.nullable(),
  source: z.object({ file: z.string(), line: z.number() }),
  /** Which agent of the session works on it; absent when nobody does, or its agents have no names. */
  agent: z.string().optional(),
  /** Whose long queue it was taken from; absent when nobody's. */
  stolenFrom: z.string().optional(),
  /** Set for spare-time work, which nothing waits for. */
  idle: z.enum(['own', 'help', 'filler']).optional(),
  /** Prerequisites that were reopened after it was merged with them. */
  outdated: z.array(z.string()).optional(),
});
export type TaskView = z.infer<typeof taskViewSchema>;

export const sessionViewSchema = z.object({
  id: z.string(),
  role: z.string(),
  state: z.enum(['waiting', 'working', 'blocked', 'helping', 'error', 'budget_exceeded', 'completed']),
  /** From its heartbeats: `absent` before its first and after its last. */
  health: z.enum(['healthy', 'warning', 'silent', 'absent']),
  branch: z.string(),
  provider: z.string(),
  sandbox: z.enum(['none', 'os']).nullable(),
  tasks: z.object({ total: z.number(), completed: z.number(), failed: z.number() }),
  /** Tasks it works on now. */
  working: z.array(z.string()),
  /** How many of its agents are at work, and how many may be at once: what its plan says, or one while its reputation is low. */
  agents: z.object({ working: z.number(), ceiling: z.number() }),
  /** US dollars. */
  spent: z.number(),
  reserved: z.number(),
  budget: z.number().nullable(),
  /** Open blockers that wait for this session. */
  blocking: z.array(z.string()),
  why: whySchema,
});
export type SessionView = z.infer<typeof sessionViewSchema>;

export const blockerViewSchema = z.object({
  id: z.string(),
  task: z.string(),
  session: z.string(),
  reason: z.string(),
  needs: z.array(z.string()),
  /** ms since epoch */
  since: z.number(),
  helpers: z.array(z.object({ session: z.string(), task: z.string() })),
  /** False for a call for help on a task that goes on meanwhile. */
  holds: z.boolean(),
  /** The task or session that it waits for, when that was said. */
  on: z.string().nullable(),
  /** Offers that nobody has accepted yet; `match` from 0 to 1. */
  offers: z.array(z.object({ session: z.string(), match: z.number(), note: z.string() })),
  /** Set when it stands for work that could not be merged: both sides, what keeps it, and who merges them (null: whose task it is). */
  conflict: z
    .object({
      files: z.array(z.string()),
      more: z.number(),
      commit: z.string(),
      kept: z.string(),
      onto: z.string(),
      others: z.array(z.object({ commit: z.string(), task: z.string().nullable(), session: z.string().nullable() })),
      solver: z.string().nullable(),
    })
    .optional(),
  /** The tasks and sessions that wait for each other in a circle with it, each for the next; empty when it is part of none. */
  circle: z.array(z.string()),
});
export type BlockerView = z.infer<typeof blockerViewSchema>;

/** Something that only a person can move on. */
export const needsYouSchema = z.object({
  subject: z.string(),
  reason: z.string(),
  action: z.string(),
  /** Whose matter it is, when the subject is neither a task, a session nor a blocker. */
  session: z.string().optional(),
  /**
   * What a person answers here, and under which id; not there when the action is something else. Of a `halt` and of a `budget` that is nearly spent
   * the id is the place (`swarm`, `session/<id>`, `task/<id>`, `day/<day>`), of a `breaker` its kind and name (`pool/<name>`), and of a `blocker` and of an `offer` of help with one the blocker's.
   */
  answer: z
    .object({
      kind: z.enum([
        'approval',
        'question',
        'decision',
        'plan-change',
        'halt',
        'budget',
        'breaker',
        'blocker',
        'offer',
      ]),
      id: z.string(),
    })
    .optional(),
});
export type NeedsYouView = z.infer<typeof needsYouSchema>;

/** `stuck`: nothing runs, and nothing will unless a person acts. `stopped`: nobody leads it; the next run goes on. */
export const swarmStateSchema = z.enum(['running', 'paused', 'finished', 'stuck', 'stopped']);
export type SwarmStateView = z.infer<typeof swarmStateSchema>;

/** The whole swarm at one moment; `sequence` is the last ledger entry in it and rises with each snapshot that differs. */
export const swarmSnapshotSchema = z.object({
  sequence: z.number(),
  swarm: z.object({
    name: z.string(),
    state: swarmStateSchema,
    integrationBranch: z.string(),
    /** Who leads: the window or run that launched the swarm, or the agent host since that is gone. */
    leader: z.enum(['launcher', 'host']),
  }),
  sessions: z.array(sessionViewSchema),
  tasks: z.array(taskViewSchema),
  blockers: z.array(blockerViewSchema),
  needsYou: z.array(needsYouSchema),
  /** Work under way that may not go together when it is merged. */
  mayConflict: z.array(mayConflictSchema),
  money: moneyViewSchema,
  breakers: z.array(breakerViewSchema),
  witness: z.object({ entries: z.number() }),
});
export type SwarmSnapshot = z.infer<typeof swarmSnapshotSchema>;

/** A piece of what an agent printed; volatile, the whole is kept as evidence and in the session's transcript. */
export const outputChunkSchema = z.object({
  session: z.string(),
  task: z.string(),
  epoch: z.number(),
  /** Which agent of the session printed it; absent when its agents have no names. */
  agent: z.string().optional(),
  stream: z.enum(['stdout', 'stderr', 'note']),
  text: z.string(),
  /** What the text stands for; one that is not understood leaves the text. */
  part: transcriptPartSchema.optional().catch(undefined),
  /** ms since epoch */
  at: z.number(),
});
export type OutputChunk = z.infer<typeof outputChunkSchema>;
