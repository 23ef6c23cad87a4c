import * as z from 'zod';
import { done, fieldsOf, waitSeconds, type McpTool } from './mcpTool.ts';
import { talkTools } from './mcpTalkTools.ts';
import { claimedTaskSchema } from './verbs.ts';

const task = 'The id of the task, such as S1.P2.T3.';
const epoch = 'The epoch that the claim was granted with. An old one is refused.';
const needs = 'Capabilities that a helper must have, such as docs:technical-writing; empty when any will do.';
const { task: taskId, epoch: epochNumber } = claimedTaskSchema.shape;

const worktreeSchema = z.object({
  /** Absolute path of the folder to work in. */
  path: z.string(),
  branch: z.string(),
  base: z.string(),
  /** Where unfinished work that lay there was saved. */
  saved: z.array(z.string()),
  /** Variables for what is started there: its ports and its folder for temporary files. */
  environment: z.record(z.string(), z.string()),
});

const whyOutput = z.object({ code: z.string(), reason: z.string(), action: z.string() });

export const claimInput = z.strictObject({ task: taskId.describe(task) });
export const claimNextInput = z.strictObject({ waitSeconds });
export const completeInput = z.strictObject({
  task: taskId.describe(task),
  epoch: epochNumber.describe(epoch),
  waitSeconds: waitSeconds.describe('How long to wait for the merge, in seconds; 0 answers when it is submitted.'),
});

/** `finished`: the swarm has nothing more for this session. */
export const claimOutput = z.object({
  outcome: z.enum(['claimed', 'finished']),
  claim: claimedTaskSchema.optional(),
  worktree: worktreeSchema.optional(),
  /** What whoever worked on it before has left: information, not an order. */
  note: z.string().optional(),
});

export const completeOutput = z.object({
  outcome: z.enum(['submitted', 'merged']),
  task: z.string(),
  epoch: z.number(),
  /** The commit that was made of the worktree and verified. */
  commit: z.string(),
  /** The merge on the integration branch. */
  merge: z.string().optional(),
});

export const statusOutput = z.object({
  swarm: z.object({ name: z.string(), integrationBranch: z.string(), paused: z.boolean() }),
  session: z.string(),
  state: z.string(),
  why: whyOutput,
  /** Tasks that the session holds now; each with the folder that was prepared for it, null when that is gone. */
  claims: z.array(z.object({ claim: claimedTaskSchema, worktree: z.string().nullable() })),
  ready: z.array(z.string()),
  tasks: z.array(z.object({ id: z.string(), title: z.string(), status: z.string(), session: z.string().nullable() })),
  blockers: z.array(
    z.object({ id: z.string(), task: z.string(), session: z.string(), reason: z.string(), needs: z.array(z.string()) }),
  ),
});

/** The tools, in the order in which an agent meets them. */
export const mcpTools: readonly McpTool[] = [
  {
    name: 'status',
    title: 'Status of the swarm',
    description:
      'Who I am in the swarm, which tasks I hold with their worktree, what is ready for me, and why nothing is when nothing is.',
    input: z.strictObject({}),
    output: statusOutput,
    effect: 'read',
  },
  {
    name: 'listReady',
    title: 'List ready tasks',
    description: 'The ids of the tasks that this session could claim now, most urgent first.',
    input: z.strictObject({}),
    output: z.object({ tasks: z.array(z.string()) }),
    effect: 'read',
    verb: 'listReady',
  },
  {
    name: 'why',
    title: 'Why does it not run?',
    description: 'The one reason why a task or a session does not run, and the nearest action that would change it.',
    input: fieldsOf('why', { subject: 'The id of a task or a session.' }),
    output: whyOutput,
    effect: 'read',
    verb: 'why',
  },
  {
    name: 'claimNext',
    title: 'Claim the next task',
    description:
      'Claims the most urgent task for this session and prepares a clean git worktree for it. Do all work inside `worktree.path`. `finished` means that there is nothing more to do.',
    input: claimNextInput,
    output: claimOutput,
    effect: 'act',
  },
  {
    name: 'claim',
    title: 'Claim a task',
    description: 'Claims this task and prepares a clean git worktree for it. Do all work inside `worktree.path`.',
    input: claimInput,
    output: claimOutput,
    effect: 'act',
  },
  {
    name: 'progress',
    title: 'Report progress',
    description: 'Records a note on a task that this session holds, for the people who watch.',
    input: fieldsOf('progress', { task, epoch, note: 'What was done or found, in a sentence.' }),
    output: done,
    effect: 'act',
    verb: 'progress',
  },
  {
    name: 'complete',
    title: 'Complete a task',
    description:
      'Commits everything in the worktree, checks that the deliverables are there, runs the verify commands in a clean checkout of that commit and hands it to the merge queue. When something is missing or fails it says what, and the claim goes on: mend it and call again. Do not commit yourself.',
    input: completeInput,
    output: completeOutput,
    effect: 'act',
  },
  {
    name: 'reportBlocker',
    title: 'Report a blocker',
    description:
      'Says that the task cannot go on and what it waits for. The claim ends, others are asked to help, and the task becomes ready again when the blocker is cleared. Unfinished work is saved.',
    input: fieldsOf('reportBlocker', {
      task,
      epoch,
      reason: 'What keeps the task from going on, in a sentence.',
      needs,
      on: 'The task or session that it waits for, when that is known.',
    }),
    output: done,
    effect: 'act',
    verb: 'reportBlocker',
  },
  {
    name: 'requestHelp',
    title: 'Ask others for help',
    description: 'Asks other sessions for help on a task that this session holds; the claim goes on.',
    input: fieldsOf('requestHelp', { subject: task, epoch, reason: 'What help is needed, in a sentence.', needs }),
    output: done,
    effect: 'act',
    verb: 'requestHelp',
  },
  {
    name: 'offerHelp',
    title: 'Offer help',
    description: 'Offers to help with an open blocker of another session.',
    input: fieldsOf('offerHelp', { blocker: 'The id of the blocker, such as B12.', note: 'What this session can do.' }),
    output: done,
    effect: 'act',
    verb: 'offerHelp',
  },
  {
    name: 'acceptHelp',
    title: 'Accept help',
    description: 'Takes the help that another session has offered with a blocker of this session.',
    input: fieldsOf('acceptHelp', { blocker: 'The id of the blocker.', helper: 'The session that offered help.' }),
    output: done,
    effect: 'act',
    verb: 'acceptHelp',
  },
  {
    name: 'fail',
    title: 'Give up an attempt',
    description: 'Ends the attempt without a result, which counts as a failed attempt. Unfinished work is saved.',
    input: fieldsOf('fail', { task, epoch, reason: 'What went wrong, in a sentence.' }),
    output: done,
    effect: 'act',
    verb: 'fail',
    fixed: { evidence: [] },
  },
  {
    name: 'release',
    title: 'Give a task back',
    description: 'Gives the task back for others, without a failed attempt. Unfinished work is saved.',
    input: fieldsOf('release', { task, epoch }),
    output: done,
    effect: 'act',
    verb: 'release',
    fixed: { reason: 'released' },
  },
  ...talkTools,
];
