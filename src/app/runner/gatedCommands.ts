import type { CoordinatorClient } from '../../protocol/coordinatorClient.ts';
import type { CommandEnd, CommandRequest, CommandRunner } from '../ports/commandRunner.ts';
import type { PermitGate } from '../ports/permitGate.ts';
import { untilAborted } from './untilAborted.ts';

/** The longest line that a person is asked about. */
const longestLine = 2_000;

/** Asks the coordinator in the name of one session; each call under the claim that it names. */
export function createPermitGate(client: CoordinatorClient, session: string): PermitGate {
  return {
    ask: async ({ task, epoch }, wanted, signal) => {
      const request = client.request({ verb: 'permit', task, session, epoch, wanted, wait: true });
      const answer = await untilAborted(request, AbortSignal.any([signal, client.closed]));
      if (answer === undefined) return { allowed: false, reason: 'nobody waits for it any more' };
      if (!answer.ok) return { allowed: false, reason: answer.error.message };
      return answer.value.verdict === 'allowed'
        ? { allowed: true }
        : { allowed: false, reason: 'the swarm ended before a person let it through' };
    },
  };
}

/** Runs only what the policy or a person lets through. The claim is the one that every command of a task is told by its environment; a command of no task is the place's own. */
export function createGatedCommands(commands: CommandRunner, gate: PermitGate): CommandRunner {
  return {
    run: async (request) => {
      const end = await refusalOf(request, gate);
      return end ? { end, output: new Uint8Array(), truncated: false, ms: 0 } : commands.run(request);
    },
  };
}

async function refusalOf(
  { command: line, env, signal }: CommandRequest,
  gate: PermitGate,
): Promise<CommandEnd | undefined> {
  const [task, epoch] = [env['S2_TASK'], Number(env['S2_EPOCH'])];
  if (task === undefined || !Number.isSafeInteger(epoch)) return undefined;
  if (line.length > longestLine)
    return {
      kind: 'not-started',
      reason: `it is longer than the ${longestLine} characters that a person can be asked about`,
    };
  const answer = await gate.ask({ task, epoch }, { kind: 'command', line: line.toWellFormed() }, signal);
  if (signal.aborted) return { kind: 'aborted' };
  return answer.allowed ? undefined : { kind: 'not-started', reason: answer.reason.replace(/\.$/, '') };
}
