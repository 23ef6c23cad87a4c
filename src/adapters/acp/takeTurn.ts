import { methods, type ClientConnection } from '@agentclientprotocol/sdk';
import * as z from 'zod';
import type { AgentContext } from '../../app/ports/agentProvider.ts';
import type { AgentProcess } from '../../app/ports/agentProcess.ts';
import type { Clock } from '../../app/ports/clock.ts';
import type { CommandEnd } from '../../app/ports/commandRunner.ts';
import { taskPrompt } from '../../domain/agent/taskPrompt.ts';
import type { ClaimedTask } from '../../protocol/verbs.ts';
import type { ConnectedAgent } from './connectAgent.ts';
import type { AcpLimits } from './limits.ts';
import { openConversation } from './openConversation.ts';
import type { TurnEnd, TurnWatch } from './turnWatch.ts';

/** How a turn came to its end. `started` says whether the agent was ready for work before. */
export type TurnResult = { readonly started: boolean } & (
  | TurnEnd
  /** The agent says that it has ended its turn, and why. */
  | { readonly kind: 'answered'; readonly stopReason: string }
  /** The agent answers with an error, or nobody can understand it. */
  | { readonly kind: 'error'; readonly error: unknown }
  | { readonly kind: 'ended'; readonly end: CommandEnd }
);

export interface Turn {
  readonly task: ClaimedTask;
  readonly context: AgentContext;
  readonly limits: AcpLimits;
  readonly clock: Clock;
  readonly process: AgentProcess;
  readonly connected: ConnectedAgent;
  readonly watch: TurnWatch;
  /** An earlier conversation about the task. */
  readonly earlier: string | undefined;
  /** What others have told the session; kept as read by `keep`. */
  readonly hear: () => Promise<{ readonly texts: readonly string[]; keep(): Promise<void> }>;
  /** Whether there is something that it has not heard. */
  readonly isSpokenTo: () => Promise<boolean>;
  /** From now on this conversation is listened to. */
  readonly listen: (conversation: string) => Promise<void>;
}

const answerSchema = z.object({ stopReason: z.string().max(100) });

/** Has an agent work on a task until it ends its turn, or somebody or something ends it. Never rejects for what the agent does. */
export async function takeTurn(turn: Turn): Promise<TurnResult> {
  const { context, limits, clock, process, connected, watch } = turn;
  const state = { started: false, conversation: undefined as string | undefined };
  const talk = converse(turn, state).then(
    (stopReason) => ({ kind: 'answered', stopReason }) as const,
    (error: unknown) => ({ kind: 'error', error }) as const,
  );
  const ended = process.ended.then((end) => ({ kind: 'ended', end }) as const);
  const late = startInTime(clock, limits, () => state.started);
  const end = await Promise.race([talk, ended, watch.over, late.over]);
  late.dispose();
  if (end.kind === 'aborted' || end.kind === 'late') {
    if (state.conversation !== undefined) await cancel(connected.connection, state.conversation, [talk, ended], turn);
    return { ...end, started: state.started };
  }
  if (end.kind === 'error' && connected.connection.signal.aborted) {
    // Its output ends a moment before it does; how it ended tells more.
    const how = await Promise.race([ended, pauseFor(clock, limits.cancelMs)]);
    if (how && connected.fault() === undefined) return { ...how, started: state.started };
  }
  if (context.signal.aborted) return { kind: 'aborted', started: state.started };
  return { ...end, started: state.started };
}

/** So many prompts follow on the first one in a turn; whoever talks more than that is heard with the next task. */
const maxPrompts = 50;

/** Holds the conversation: the task, then what others have said to the session meanwhile, until nothing more waits when the agent is done. */
async function converse(turn: Turn, state: { started: boolean; conversation: string | undefined }): Promise<string> {
  const { context, connected, earlier, listen, watch } = turn;
  const { agent } = connected.connection;
  const { id, resumed } = await openConversation(connected.connection, context.worktree.path, earlier);
  await listen(id);
  state.conversation = id;
  state.started = true;
  watch.begin();
  let nudged = false;
  // A turn that is cancelled goes on with the words that wait for the agent.
  const nudge = context.onNudge?.(() => {
    nudged = true;
    agent.notify(methods.agent.session.cancel, { sessionId: id }).catch(() => undefined);
  });
  try {
    let text = firstPrompt(turn, resumed);
    for (let prompts = 1; ; prompts += 1) {
      const heard = await turn.hear();
      const said = [text, ...heard.texts].filter((part) => part !== '').join('\n\n');
      nudged = false;
      const asked = agent.request(methods.agent.session.prompt, {
        sessionId: id,
        prompt: [{ type: 'text', text: said }],
      });
      await heard.keep();
      const { stopReason } = answerSchema.parse(await asked);
      const goesOn = stopReason === 'end_turn' || (stopReason === 'cancelled' && nudged);
      if (!goesOn || prompts === maxPrompts || !(nudged || (await turn.isSpokenTo()))) return stopReason;
      text = nudged ? 'Your turn was cancelled because nothing came of it.' : '';
    }
  } finally {
    nudge?.dispose();
  }
}

/** The task, or, where the conversation goes on under the same claim, why it was ended. */
function firstPrompt({ task, context }: Turn, resumed: boolean): string {
  const { again, handOver } = context;
  if (again !== undefined && resumed) return again;
  return [taskPrompt(task, context.session, resumed, handOver?.note), again ?? ''].join('');
}

/** Says that the agent should cancel, and gives it a moment to do so. */
async function cancel(
  { agent }: ClientConnection,
  sessionId: string,
  ends: readonly Promise<unknown>[],
  { clock, limits }: Turn,
): Promise<void> {
  const told = agent.notify(methods.agent.session.cancel, { sessionId }).catch(() => undefined);
  await Promise.race([told.then(() => Promise.race(ends)), pauseFor(clock, limits.cancelMs)]);
}

/** Ends a turn whose agent does not get ready for work. */
function startInTime(
  clock: Clock,
  { startMs }: AcpLimits,
  isStarted: () => boolean,
): { readonly over: Promise<TurnEnd>; dispose(): void } {
  let end: (end: TurnEnd) => void = () => undefined;
  const over = new Promise<TurnEnd>((resolve) => (end = resolve));
  const timer = clock.after(startMs, () => {
    if (!isStarted())
      end({ kind: 'late', reason: `it was not ready for work within ${Math.round(startMs / 100) / 10} s` });
  });
  return { over, dispose: () => timer.dispose() };
}

function pauseFor(clock: Clock, ms: number): Promise<undefined> {
  return new Promise((resolve) => clock.after(ms, () => resolve(undefined)));
}
