import { describeTask, systemPrompt } from '../../domain/agent/agentPrompt.ts';
import { describeWork } from '../../domain/agent/handOver.ts';
import { rescueRef, submittedRef } from '../../domain/agent/refName.ts';
import { goOn, startTurn, type Turn } from '../../domain/agent/turn.ts';
import type { Log } from '../../base/log.ts';
import type { CoordinatorClient } from '../../protocol/coordinatorClient.ts';
import type { ClaimedTask } from '../../protocol/verbs.ts';
import type { AgentContext, AgentOutcome, AgentProvider } from '../ports/agentProvider.ts';
import type { Clock } from '../ports/clock.ts';
import type { CommandRunner } from '../ports/commandRunner.ts';
import type { ConversationStore, KeptConversation } from '../ports/conversationStore.ts';
import type { ModelClient } from '../ports/modelClient.ts';
import type { Workspace, Worktree } from '../ports/workspace.ts';
import type { WorktreeFiles } from '../ports/worktreeFiles.ts';
import { taskEnvironment } from '../runner/commandProvider.ts';
import { createAgentDesk } from './agentDesk.ts';
import { converse } from './converse.ts';
import { createPrintout } from './printout.ts';
import { createSessionEars, type Ear } from './sessionEars.ts';

/** What agents that are models work with. */
export interface ModelProviderOptions {
  readonly model: ModelClient;
  /** Model by tier. */
  readonly models: Readonly<Record<string, string>>;
  /** The tier of a task that names none. */
  readonly tier: string;
  readonly client: CoordinatorClient;
  readonly commands: CommandRunner;
  readonly workspace: Pick<Workspace, 'restoreWork'>;
  readonly openFiles: (folder: string) => Promise<WorktreeFiles>;
  readonly conversations: ConversationStore;
  /** For every command of an agent. */
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
}

const maxOutput = 16_384;
/** What every model of today takes; a longer conversation is handed over before. */
const contextTokens = 190_000;

/**
 * The provider for models that are called by us: holds the conversation, runs the tools, pays for every call. A conversation that was cut off, or whose
 * result was not taken, is gone on with, on the work that it had left.
 */
export function createModelProvider(options: ModelProviderOptions): AgentProvider {
  let ears: ReturnType<typeof createSessionEars> | undefined;
  return {
    mergesConflicts: true,
    canNudge: true,
    run: async (task, context) => {
      ears ??= createSessionEars(options.client, context.session);
      const ear = ears.open();
      return runAgent(task, { ...context, ear }, options).finally(() => ear.close());
    },
    describeWork: async (task) => {
      const kept = await options.conversations.load(task.task);
      return kept ? describeWork(kept.turn.messages) : '';
    },
    concluded: async (task, verdict) => {
      const kept = await options.conversations.load(task.task);
      if (kept?.turn.at === 'done') await options.conversations.keep(task.task, { ...kept, verdict });
    },
  };
}

async function runAgent(
  task: ClaimedTask,
  context: AgentContext & { readonly ear: Ear },
  options: ModelProviderOptions,
): Promise<AgentOutcome> {
  const printout = createPrintout(context.onOutput);
  const tier = task.model ?? options.tier;
  const model = Object.hasOwn(options.models, tier) ? options.models[tier] : undefined;
  if (model === undefined) {
    const reason = `the plan names no model for ${tier}; add it to models in swarm.yaml`;
    return { kind: 'failed', reason, output: printout.bytes() };
  }
  const { session, signal } = context;
  const claim = { task: task.task, session, epoch: task.epoch };
  const { client, clock, log, random, conversations } = options;
  const begun = await begin(task, context, options);
  const turn = await converse(
    begun,
    {
      paid: { client, model: options.model, tier, contextTokens, claim, clock, log, random, calls: 0 },
      request: { model, system: systemPrompt, maxOutput },
      tools: {
        files: await options.openFiles(context.worktree.path),
        commands: options.commands,
        folder: context.worktree.path,
        environment: { ...options.environment, ...context.environment, ...taskEnvironment(task, session) },
        desk: createAgentDesk(client, claim, context.ear),
        write: printout.write,
      },
      keep: (current) => conversations.keep(task.task, { epoch: task.epoch, turn: current, verdict: null }),
      show: {
        onText: (text) => printout.write('stdout', text, { kind: 'said' }),
        onNote: (text) => printout.write('note', text),
      },
    },
    signal,
  );
  return { ...outcomeOf(turn), output: printout.bytes() };
}

type Outcome =
  | { kind: 'done' }
  | { kind: 'failed'; reason: string }
  | { kind: 'blocked'; reason: string; needs: readonly string[]; on: string | null };

function outcomeOf(turn: Turn): Outcome {
  if (turn.at === 'done') return { kind: 'done' };
  if (turn.at === 'blocked') return { kind: 'blocked', reason: turn.reason, needs: turn.needs, on: turn.on };
  return { kind: 'failed', reason: turn.at === 'failed' ? turn.reason : 'it stopped halfway' };
}

/** A new conversation, or the one that is kept, on the work that it had left. */
async function begin(
  task: ClaimedTask,
  { worktree, again, handOver }: AgentContext,
  { conversations, workspace, log }: ModelProviderOptions,
): Promise<Turn> {
  const mayConfirm = task.doneBefore ?? false;
  const waiting = task.blocking.map((each) => `${each.session} on ${each.task}: ${each.reason}`);
  const told = describeTask({ ...task, session: worktree.session, waiting });
  const fresh = startTurn(handOver ? `${told}\n\n${handOver.note}` : told, { mayConfirm });
  const kept = await conversations.load(task.task);
  // Started again under the same claim: its worktree is as it left it.
  if (kept?.epoch === task.epoch && again !== undefined) return goOn(kept.turn, again);
  if (!kept || handOver || kept.epoch >= task.epoch) return fresh;
  const restored = task.conflict ? 'marked' : await restore(task, kept, worktree, workspace);
  log.info('A conversation is gone on with.', { task: task.task, from: kept.epoch, work: restored });
  // A conflict may be another session's to solve: whoever goes on is not always who began.
  const who = `You work for ${worktree.session}; this is attempt ${task.attempt}.`;
  const note = [whyAgain(kept), who, workNotes[restored], task.conflict?.text ?? ''].join(' ').trimEnd();
  return { ...goOn(kept.turn, note), brief: fresh.brief, mayConfirm };
}

const workNotes = {
  restored: 'Your changes are in the worktree again, on top of what was merged meanwhile.',
  nothing: 'None of your earlier changes are in the worktree.',
  conflict:
    'Your earlier changes do not go together with what was merged meanwhile and are not in the worktree: do them again on what is there now.',
  marked: 'It does not go together with what was merged meanwhile; both sides are in the worktree.\n\n',
} as const;

function whyAgain({ turn, verdict }: KeptConversation): string {
  if (verdict !== null) return `What you handed in was not accepted: ${verdict}.`;
  switch (turn.at) {
    case 'done':
      return 'What you handed in was not merged. Look at what is there now and run the verify commands.';
    case 'blocked':
      return 'What you reported as a blocker is cleared.';
    default:
      return 'Your work was interrupted.';
  }
}

/** What was handed in comes before what was left unfinished; the newest of the epoch is the one that was saved last. */
async function restore(
  task: ClaimedTask,
  kept: KeptConversation,
  worktree: Worktree,
  workspace: Pick<Workspace, 'restoreWork'>,
): Promise<'restored' | 'nothing' | 'conflict'> {
  for (const ref of [submittedRef(task.task, kept.epoch), rescueRef(task.task, kept.epoch)]) {
    const restored = await workspace.restoreWork(worktree, ref);
    if (restored !== 'nothing') return restored;
  }
  return 'nothing';
}
