import type { AgentContext, AgentOutcome, AgentProvider } from '../../app/ports/agentProvider.ts';
import type { AgentProcesses } from '../../app/ports/agentProcess.ts';
import type { Clock } from '../../app/ports/clock.ts';
import type { CommandRunner } from '../../app/ports/commandRunner.ts';
import type { ClaimedTask } from '../../protocol/verbs.ts';
import { openPlace, type PlaceTools } from './agentPlace.ts';
import { connectAgent, type TurnDesk } from './connectAgent.ts';
import type { Conversations } from './conversations.ts';
import { readRefusal, type AgentRefusal } from '../../domain/agent/agentRefusal.ts';
import { judgeTurn, wordsOf } from './judgeTurn.ts';
import { acpLimits, type AcpLimits } from './limits.ts';
import { createTurnReport, type TurnReport } from './showUpdate.ts';
import { Spoken } from './spoken.ts';
import { takeTurn } from './takeTurn.ts';
import { Terminals } from './terminals.ts';
import { TurnWatch } from './turnWatch.ts';

/** What an outside agent is driven with. */
export interface AcpOptions {
  /** The agent and its arguments. */
  readonly agent: readonly string[];
  /** What the agent gets besides a small clean environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** What its commands, and it, are told about a task. */
  readonly describeTask: (task: ClaimedTask, session: string) => Readonly<Record<string, string>>;
  readonly processes: AgentProcesses;
  readonly commands: CommandRunner;
  /** What its commands get besides. */
  readonly commandEnvironment: Readonly<Record<string, string>>;
  readonly place: PlaceTools;
  readonly conversations: Conversations;
  readonly clock: Clock;
  /** Puts a question about a task to a person; undefined when nobody will answer any more. */
  readonly ask: (task: ClaimedTask, question: string, signal: AbortSignal) => Promise<string | undefined>;
  /** Tells where the work on a task is. */
  readonly tell: (task: ClaimedTask, note: string) => void;
  /** Books what a turn has cost, in US dollars; resolves when it is on record. */
  readonly spend: (task: ClaimedTask, dollars: number) => Promise<void>;
  /** Opens the ear of an agent at a task; closed when its turn is over. */
  readonly openEar: (task: ClaimedTask) => AgentEar;
  /** Tells that the agent's provider refuses its credential; resolves when it is on record. */
  readonly refused: (task: ClaimedTask, refusal: AgentRefusal) => Promise<void>;
  readonly limits?: Partial<AcpLimits>;
}

/** What others have told the session and this agent has not heard yet; `keep` when it has been told. */
export interface AgentEar {
  hear(): Promise<{ readonly texts: readonly string[]; keep(): Promise<void> }>;
  close(): void;
}

/** The provider `acp`: the agent is a program that speaks the Agent Client Protocol, started anew for each task. */
export function createAcpProvider(options: AcpOptions): AgentProvider {
  return {
    mergesConflicts: true,
    canNudge: true,
    run: (task, context) => runTask(task, context, options),
  };
}

/** Rejects with `AgentUnusable` when the agent cannot be worked with at all. */
async function runTask(task: ClaimedTask, context: AgentContext, options: AcpOptions): Promise<AgentOutcome> {
  const limits = { ...acpLimits, ...options.limits };
  const place = await openPlace(context.worktree.path, options.place);
  const spoken = new Spoken(limits.outputBytes, context.onOutput);
  const report = createTurnReport();
  const over = new AbortController();
  const told = options.describeTask(task, context.session);
  let asking = 0;
  let conversation: string | undefined;
  const ask = async (question: string, signal: AbortSignal): Promise<string | undefined> => {
    asking += 1;
    try {
      return await options.ask(task, question, signal);
    } finally {
      asking -= 1;
    }
  };
  const permission = { place, spoken, ask, signal: AbortSignal.any([context.signal, over.signal]) };
  const environment = { ...options.commandEnvironment, ...context.environment, ...told };
  const terminals = new Terminals(permission, options.commands, { folder: context.worktree.path, environment });
  const watch = new TurnWatch(
    options.clock,
    limits,
    context.signal,
    () => conversation === undefined || asking > 0 || terminals.busy,
  );
  const tellStep = createStepTeller(report, options.clock, (note) => options.tell(task, note));
  const heard = (): void => {
    watch.heard();
    tellStep();
  };
  const desk: TurnDesk = { ...permission, terminals, report, limits, conversation: () => conversation, heard };
  const process = options.processes.start({
    argv: options.agent,
    cwd: context.worktree.path,
    env: { ...options.environment, ...context.environment, ...told },
    onComplaint: (text) => spoken.complain(text),
  });
  const connected = connectAgent(process, desk);
  const ear = options.openEar(task);
  try {
    // Who takes a task over begins a conversation of its own.
    const isNew = context.handOver !== undefined && context.again === undefined;
    const earlier = isNew ? undefined : await options.conversations.recall(task.task, options.agent);
    const listen = async (id: string): Promise<void> => {
      conversation = id;
      await options.conversations.keep({ task: task.task, agent: [...options.agent], conversation: id });
    };
    const end = await takeTurn({
      task,
      context,
      limits,
      clock: options.clock,
      process,
      connected,
      watch,
      earlier,
      listen,
      hear: () => ear.hear(),
      isSpokenTo: async () => (await ear.hear()).texts.length > 0,
    });
    const cost = describeCost(report);
    spoken.line(cost);
    options.tell(task, cost);
    if (report.cost?.currency === 'USD') await options.spend(task, report.cost.amount);
    const refusal = end.kind === 'error' ? readRefusal(wordsOf(end.error), options.clock.now()) : undefined;
    if (refusal) await options.refused(task, refusal);
    return {
      ...judgeTurn(end, {
        agent: options.agent,
        session: context.session,
        spoken,
        connected,
        needs: task.unblockNeeds,
        refusal,
      }),
      output: spoken.output,
    };
  } finally {
    over.abort();
    ear.close();
    watch.dispose();
    await terminals.close();
    process.stop(limits.graceMs);
    await process.ended;
    connected.connection.close();
  }
}

const tellEveryMs = 10_000;

/** Tells of a new step, but not more often than anybody reads. */
function createStepTeller(report: TurnReport, clock: Clock, tell: (note: string) => void): () => void {
  let told: string | undefined;
  let toldAt = Number.NEGATIVE_INFINITY;
  return () => {
    if (report.step === undefined || report.step === told || clock.monotonic() - toldAt < tellEveryMs) return;
    told = report.step;
    toldAt = clock.monotonic();
    tell(told);
  };
}

/** What a turn has cost, by the agent's own account. None is unknown, and not nothing. */
function describeCost({ cost }: TurnReport): string {
  if (!cost) return 'cost: unknown (the agent reports none)';
  const currency = /^[\w-]{1,20}$/.test(cost.currency) ? cost.currency : 'of its currency';
  return `cost: ${cost.amount.toFixed(4)} ${currency} for this conversation, as the agent reports it`;
}
