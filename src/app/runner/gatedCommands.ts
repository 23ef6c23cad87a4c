import type { CoordinatorClient } from '../../protocol/coordinatorClient.ts';
import type { AskHost } from '../ports/confinement.ts';
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

/** Runs only what the policy or a person lets through, under the claim that every command of a session is told by its environment; one of no claim is none of a session's. */
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
  const claim = claimIn(env);
  if (!claim) return undefined;
  if (line.length > longestLine)
    return {
      kind: 'not-started',
      reason: `it is longer than the ${longestLine} characters that a person can be asked about`,
    };
  const answer = await gate.ask(claim, { kind: 'command', line: line.toWellFormed() }, signal);
  if (signal.aborted) return { kind: 'aborted' };
  return answer.allowed ? undefined : { kind: 'not-started', reason: answer.reason.replace(/\.$/, '') };
}

/** Asks about hosts that a confined command wants to reach, under the claim that it is told by its environment. */
export function createHostGate(gate: PermitGate): AskHost {
  return async (env, host, signal) => {
    const claim = claimIn(env);
    if (!claim) return { allowed: false, reason: 'the command works under no claim' };
    return gate.ask(claim, { kind: 'host', host, confined: true }, signal);
  };
}

function claimIn(env: Readonly<Record<string, string>>): Parameters<PermitGate['ask']>[0] | undefined {
  const [task, epoch] = [env['S2_TASK'], Number(env['S2_EPOCH'])];
  return task === undefined || !Number.isSafeInteger(epoch) ? undefined : { task, epoch };
}
