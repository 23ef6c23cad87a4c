import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createAcpProvider } from '../adapters/acp/acpProvider.ts';
import { createConversations } from '../adapters/acp/conversations.ts';
import { createAgentProcesses } from '../adapters/process/agentProcess.ts';
import { createProcessRecord } from '../adapters/process/processRecord.ts';
import { systemClock } from '../adapters/system/systemClock.ts';
import { resolveInside } from '../adapters/worktree/resolveInside.ts';
import { openWorktreeFiles } from '../adapters/worktree/worktreeFiles.ts';
import type { AgentProvider } from '../app/ports/agentProvider.ts';
import { createAgentVoice } from '../app/runner/agentVoice.ts';
import { taskEnvironment } from '../app/runner/commandProvider.ts';
import type { Log } from '../base/log.ts';
import { toSafeName } from '../domain/agent/refName.ts';
import type { CoordinatorClient } from '../protocol/coordinatorClient.ts';
import type { RunnerStart } from '../protocol/hostMessages.ts';
import { recordFolderOf, type AgentTools } from './agentTools.ts';

/** The provider of a session that an outside agent works. Throws when its plan names no program. */
export function createAcpSession(
  start: RunnerStart,
  { tools, client, log }: { readonly tools: AgentTools; readonly client: CoordinatorClient; readonly log: Log },
): AgentProvider {
  const { agent } = start.session;
  if (!agent)
    throw new Error(`${start.session.id} names no agent: add \`agent: { command: [...] }\` to it in swarm.yaml.`);
  const { session, stateFolder } = start;
  return createAcpProvider({
    agent: agent.command,
    environment: { ...tools.environment, ...variablesOf(agent.env) },
    describeTask: taskEnvironment,
    processes: createAgentProcesses(createProcessRecord(recordFolderOf(stateFolder), session.id)),
    commands: tools.commands,
    commandEnvironment: tools.environment,
    place: { open: openWorktreeFiles, locate: resolveInside },
    conversations: createConversations(join(stateFolder, 'agents', toSafeName(start.name), toSafeName(session.id))),
    clock: systemClock,
    ...createAgentVoice({ client, session: session.id, log, nonce: randomUUID() }),
  });
}

/** The variables of these names that are set where the swarm was launched. */
function variablesOf(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}
