import * as z from 'zod';
import { hostTroubleSchema, troubledSchema } from './hostTrouble.ts';
import { dialogueVerbs } from './dialogueVerbs.ts';
import { changedSchema } from './radarView.ts';
import { transcriptPartSchema } from './transcriptPart.ts';
import { name, sentence } from './words.ts';
import { governorRequests } from './governorVerbs.ts';
import { watchRequests } from './watchVerbs.ts';

const epoch = z.int().positive();
const evidenceRef = z.object({
  kind: z.enum(['output', 'verify', 'integration', 'hand-over']),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().nonnegative(),
});
const evidence = z.array(evidenceRef).max(100).readonly();
const failedCommand = z.object({ command: sentence, fault: z.enum(['not-started', 'timed-out']) });
const commit = z.string().regex(/^[0-9a-f]{40,64}$/);
const needs = z.array(name).max(50).readonly();
const claim = { task: name, session: name, epoch };

/** Every request that changes or reads a swarm, as it travels; the same verbs in the library, on the socket and in the CLI. */
export const requestSchema = z.discriminatedUnion('verb', [
  /** `crash`: what the session's last runner died of; left out when it did not die. */
  z.object({
    verb: z.literal('registerSession'),
    session: name,
    provider: name,
    sandbox: z.enum(['none', 'os']),
    crash: sentence.optional(),
  }),
  /** With a claim it is refused as stale once that claim has ended. `worked`: something has been done since the last one. */
  z.object({
    verb: z.literal('heartbeat'),
    session: name,
    claim: z.object({ task: name, epoch }).optional(),
    /** What the work under the claim has changed so far, when that is news. */
    changed: changedSchema.optional(),
    worked: z.boolean().optional(),
  }),
  z.object({ verb: z.literal('listReady'), session: name }),
  z.object({ verb: z.literal('claim'), task: name, session: name }),
  /** With `wait` the answer comes when there is something to claim or the swarm has ended. */
  z.object({ verb: z.literal('claimNext'), session: name, wait: z.boolean().default(false) }),
  z.object({ verb: z.literal('progress'), ...claim, note: sentence }),
  z.object({ verb: z.literal('complete'), ...claim, commit, evidence }),
  /** `command`: the one that is to blame, when it could not be started or did not end. */
  z.object({ verb: z.literal('fail'), ...claim, reason: sentence, evidence, command: failedCommand.optional() }),
  /** `stalled`: it was to be handed over; `note` is what whoever goes on should know. */
  z.object({
    verb: z.literal('release'),
    ...claim,
    reason: z.enum(['released', 'stopped', 'stalled']),
    note: evidenceRef.optional(),
  }),
  /** `on`: the task or session that it waits for, when it knows. */
  z.object({ verb: z.literal('reportBlocker'), ...claim, reason: sentence, needs, on: name.optional() }),
  /** Asks for help on a task in work (by a session: with its epoch), or says how to help with an open blocker. Without a session it is a person who asks. */
  z.object({
    verb: z.literal('requestHelp'),
    subject: name,
    session: name.optional(),
    epoch: epoch.optional(),
    reason: sentence,
    needs,
  }),
  z.object({ verb: z.literal('offerHelp'), session: name, blocker: name, note: sentence.default('') }),
  /** Without a session it is a person who accepts. */
  z.object({ verb: z.literal('acceptHelp'), blocker: name, helper: name, session: name.optional() }),
  z.object({ verb: z.literal('clearBlocker'), blocker: name }),
  ...governorRequests({ name, sentence, claim }),
  ...watchRequests({ claim }),
  z.object({ verb: z.literal('why'), subject: name }),
  /** The merge queue's next tasks, as many as the policy lets it merge at once, or `upTo`; with `wait` the answer comes when there is one. */
  z.object({
    verb: z.literal('nextIntegration'),
    wait: z.boolean().default(false),
    upTo: z.int().min(1).max(64).optional(),
  }),
  z.object({ verb: z.literal('integrated'), task: name, epoch, merge: commit, evidence }),
  /** The branch was moved by all of them at once, in this order: all are recorded, or none. */
  z.object({
    verb: z.literal('integratedAll'),
    merged: z
      .array(z.object({ task: name, epoch, merge: commit }))
      .min(1)
      .max(64)
      .readonly(),
    evidence,
  }),
  z.object({
    verb: z.literal('rejected'),
    task: name,
    epoch,
    reason: sentence,
    evidence,
    command: failedCommand.optional(),
  }),
  /** It does not go together with `onto`, the integration branch: in these files, which `merges` there have touched since. */
  z.object({
    verb: z.literal('conflicted'),
    task: name,
    epoch,
    onto: commit,
    files: z.array(z.string().min(1).max(1_000)).min(1).max(50).readonly(),
    more: z.int().nonnegative(),
    merges: z.array(commit).max(20).readonly(),
    evidence,
  }),
  z.object({
    verb: z.literal('output'),
    ...claim,
    agent: name.optional(),
    stream: z.enum(['stdout', 'stderr', 'note']),
    text: z.string().max(65_536),
    part: transcriptPartSchema.optional(),
  }),
  z.object({ verb: z.literal('pause') }),
  z.object({ verb: z.literal('resume') }),
  /** Gives a failed task new attempts, or has a completed one done again, `withDependents` with all completed ones that were built on it. */
  z.object({ verb: z.literal('reopen'), task: name, withDependents: z.boolean().optional() }),
  z.object({ verb: z.literal('subscribe'), from: z.int().nonnegative() }),
  /** Whole snapshots and agents' output from now on; for people. */
  z.object({ verb: z.literal('watch') }),
  /** Ends the agents and the leader, for whoever leads. */
  z.object({ verb: z.literal('stop') }),
  /** The agent host waits for what it is to do; the answer comes when it is to stop. */
  z.object({ verb: z.literal('hostWait') }),
  /** The agent host tells that a session's runner has died. */
  z.object({ verb: z.literal('runnerEnded'), session: name, forGood: z.boolean(), reason: sentence }),
  /** The agent host tells what keeps it from its work now; null when that is over. */
  z.object({ verb: z.literal('hostTrouble'), what: troubledSchema, trouble: hostTroubleSchema.nullable() }),
  /** The head that the integration branch has by the ledger; of `merged`, a commit that lies on it besides, whether it is work that was taken back. */
  z.object({ verb: z.literal('integrationHead'), merged: commit.optional() }),
  /** A person takes over commits that somebody else put onto the integration branch: those from `from`, its head by the ledger, up to `head`. */
  z.object({
    verb: z.literal('acceptCommits'),
    from: commit,
    head: commit,
    commits: z.array(commit).max(100).readonly(),
    more: z.int().nonnegative(),
  }),
  /** A person has put a commit onto the integration branch, at `from` by the ledger, that takes a task's merge back. */
  z.object({
    verb: z.literal('reverted'),
    task: name,
    epoch,
    from: commit,
    commit,
    evidence,
    reopen: z.boolean(),
  }),
  /** A person has merged the result into a branch of their own, or has taken that back. */
  z.object({
    verb: z.literal('resultMerged'),
    kind: z.enum(['merge', 'undo']),
    branch: name,
    before: commit,
    merge: commit,
    result: commit,
  }),
  ...dialogueVerbs,
]);
export type Request = z.infer<typeof requestSchema>;
export type RequestOf<Verb extends Request['verb']> = Extract<Request, { verb: Verb }>;

const changeLimits = z.object({ files: z.number(), fileBytes: z.number() });

/** What an agent's session is told about the task it has claimed. */
export const claimedTaskSchema = z.object({
  task: name,
  epoch,
  attempt: z.int().positive(),
  /** Which agent of the session works on it, by tier and number; absent when the session's plan names no agents. */
  agent: name.optional(),
  /** Hash of the ledger entry that granted the claim; goes into the commit's trailer. */
  witness: z.string(),
  title: z.string(),
  brief: z.string(),
  phase: z.number().nullable(),
  model: z.string().nullable(),
  files: z.array(z.string()),
  run: z.string().nullable(),
  verify: z.array(z.string()),
  unblockNeeds: z.array(z.string()),
  helps: z.string().nullable(),
  /** A result of it was there before and taken back: changing nothing confirms it. */
  doneBefore: z.boolean().optional(),
  /** The commit to begin at: the integration branch as the ledger has it; null when that says nothing of it. */
  base: z.string().nullable(),
  /** Set when it could not be merged: `text`, which the brief holds, too, says with what, and `ref` keeps what was handed in. */
  conflict: z.object({ ref: z.string(), files: z.array(z.string()), text: z.string() }).optional(),
  /** How much it may change. */
  limits: changeLimits,
  /** When its agent counts as getting nowhere, ms. */
  watchdog: z.object({ stallMs: z.number().positive(), timeoutMs: z.number().positive() }),
  /** The claim before this one ended because nothing came of it: who held it, and the SHA-256 of its note. */
  handOver: z.object({ from: name, epoch, note: z.string().nullable() }).optional(),
  /** Who waits for this session, with what, and who offers to help: what it is told as "you are blocking". */
  blocking: z.array(
    z.object({
      blocker: z.string(),
      task: z.string(),
      session: z.string(),
      reason: z.string(),
      offers: z.array(z.string()),
    }),
  ),
});
export type ClaimedTask = z.infer<typeof claimedTaskSchema>;

/** The answer to `claimNext`: a task, or that the swarm has nothing more for this session. */
export const claimAnswerSchema = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('claimed'), claim: claimedTaskSchema }),
  z.object({ outcome: z.literal('finished') }),
]);
export type ClaimAnswer = z.infer<typeof claimAnswerSchema>;

/** A merged task whose verify commands have to pass with a new one as well. */
const relatedTaskSchema = z.object({
  task: name,
  epoch,
  attempt: z.int().positive(),
  phase: z.number().nullable(),
  session: name,
  verify: z.array(z.string()),
});
export type RelatedTask = z.infer<typeof relatedTaskSchema>;

/** One submitted task for the merge queue. */
export const integrationSchema = z.object({
  task: name,
  epoch,
  attempt: z.int().positive(),
  phase: z.number().nullable(),
  session: name,
  commit,
  title: z.string(),
  files: z.array(z.string()),
  verify: z.array(z.string()),
  related: z.array(relatedTaskSchema),
  helps: z.string().nullable(),
  /** Hash of the ledger entry that submitted the task; goes into the merge commit's trailer. */
  witness: z.string(),
  /** Whether a runner of the swarm's own handed it in, which has looked for the deliverables and verified it. */
  checked: z.boolean(),
  /** A result of it was there before and taken back: changing nothing confirms it. */
  doneBefore: z.boolean().optional(),
  /** How much it may change. */
  limits: changeLimits,
});
export type Integration = z.infer<typeof integrationSchema>;

export const integrationAnswerSchema = z.discriminatedUnion('outcome', [
  /** `batch`: the next one first, and those behind it in order. */
  z.object({ outcome: z.literal('integrate'), integration: integrationSchema, batch: z.array(integrationSchema) }),
  z.object({ outcome: z.literal('finished') }),
]);
export type IntegrationAnswer = z.infer<typeof integrationAnswerSchema>;

/** A refusal or fault as it travels: a code of the closed set (or `fault`), and a sentence for a person. `retryAfterMs`: when it is worth asking again. */
export const problemSchema = z.object({
  code: z.string(),
  message: z.string(),
  retryAfterMs: z.int().nonnegative().optional(),
});
export type Problem = z.infer<typeof problemSchema>;
