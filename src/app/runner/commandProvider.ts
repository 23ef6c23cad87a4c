import { readBlockedSaying } from '../../domain/agent/blockedSaying.ts';
import type { ClaimedTask } from '../../protocol/verbs.ts';
import type { AgentProvider } from '../ports/agentProvider.ts';
import type { CommandRunner } from '../ports/commandRunner.ts';
import type { CommandWords } from './commandWords.ts';
import { describeEnd, faultOf, textOf } from './describeEnd.ts';
import { runShown } from './runShown.ts';

/** A command says "not now, somebody has to help" with EX_TEMPFAIL of sysexits.h. */
const blockedCode = 75;

/** Limits of every command that a task names. */
export const commandLimits = { timeoutMs: 10 * 60_000, maxOutputBytes: 4 * 1024 * 1024 };

/** What a command of a session is told through its environment. */
export function taskEnvironment(
  task: Pick<ClaimedTask, 'task' | 'agent' | 'epoch' | 'attempt' | 'phase'>,
  session: string,
): Record<string, string> {
  return {
    S2_TASK: task.task,
    S2_SESSION: session,
    S2_AGENT: task.agent ?? '',
    S2_EPOCH: String(task.epoch),
    S2_ATTEMPT: String(task.attempt),
    S2_PHASE: task.phase === null ? '' : String(task.phase),
  };
}

/** The provider `command`: the agent is the command that the task names under `Run`. */
export function createCommandProvider(options: {
  readonly commands: CommandRunner;
  readonly environment: Readonly<Record<string, string>>;
  readonly limits?: typeof commandLimits;
  /** What was said to its session; absent: nobody can tell it anything. */
  readonly words?: CommandWords;
}): AgentProvider {
  return {
    run: async (task, context) => {
      const command = task.run;
      if (command === null) {
        const reason = `${task.task} names no command for the provider "command"; add a **Run:** line to it`;
        return { kind: 'failed', reason, output: new Uint8Array() };
      }
      const heard = await options.words?.(task, context.environment);
      const env = {
        ...options.environment,
        ...context.environment,
        ...taskEnvironment(task, context.session),
        S2_BLOCKING: task.blocking.map((waiting) => waiting.task).join(' '),
        ...(context.handOver ? { S2_HANDOVER: context.handOver.file } : {}),
        ...(heard?.file === undefined ? {} : { S2_MESSAGES: heard.file }),
      };
      const limits = options.limits ?? commandLimits;
      const request = { command, cwd: context.worktree.path, env, ...limits, signal: context.signal };
      const run = await runShown(options.commands, request, { call: 'run', tool: 'run', write: context.onOutput });
      await heard?.end(run.end.kind === 'exited');
      const { output } = run;
      if (run.end.kind === 'exited' && run.end.code === blockedCode) {
        const { reason: said, ...target } = readBlockedSaying(textOf(output));
        const waits = target.on === undefined ? 'cannot go on and gave no reason' : `waits for ${target.on}`;
        const reason = said === '' ? `${task.task} ${waits}` : said;
        return { kind: 'blocked', reason, needs: task.unblockNeeds, ...target, output };
      }
      const trouble = describeEnd(command, run);
      if (trouble === undefined) return { kind: 'done', output };
      return { kind: 'failed', reason: trouble, fault: faultOf(run), output };
    },
  };
}

/** Stands for a provider that this version cannot drive: every task fails, and says so. */
export function createUnavailableProvider(name: string): AgentProvider {
  const reason = `provider ${name} is not available in this version; set \`provider: command\` for the session in swarm.yaml`;
  return { run: () => Promise.resolve({ kind: 'failed', reason, output: new Uint8Array() }) };
}
