import { join } from 'node:path';
import { createAnthropicClient } from '../adapters/anthropic/anthropicClient.ts';
import { createFileConversations } from '../adapters/evidence/fileConversations.ts';
import { systemClock } from '../adapters/system/systemClock.ts';
import { openWorktreeFiles } from '../adapters/worktree/worktreeFiles.ts';
import { createModelProvider } from '../app/agent/modelProvider.ts';
import type { AgentProvider } from '../app/ports/agentProvider.ts';
import { PlaceFault } from '../app/runner/sessionRunner.ts';
import type { Log } from '../base/log.ts';
import { toSafeName } from '../domain/agent/refName.ts';
import type { CoordinatorClient } from '../protocol/coordinatorClient.ts';
import type { RunnerStart } from '../protocol/hostMessages.ts';
import type { AgentTools } from './agentTools.ts';
import { keyVariable } from './modelAccess.ts';

const usualTier = 'sonnet';

/** Makes the provider of a session whose agents are models of Anthropic. Throws PlaceFault when it has no key: only a person can give it one. */
export function createAnthropicProvider(
  start: RunnerStart,
  { tools, client, log }: { readonly tools: AgentTools; readonly client: CoordinatorClient; readonly log: Log },
): AgentProvider {
  const { session, access, stateFolder } = start;
  if (!access) throw new PlaceFault(keyMissing(session.id, session.credential ?? ''));
  return createModelProvider({
    model: createAnthropicClient({
      key: access.key,
      ...(access.baseUrl === undefined ? {} : { baseUrl: access.baseUrl }),
    }),
    models: start.models ?? {},
    tier: session.tier ?? usualTier,
    client,
    commands: tools.commands,
    workspace: tools.workspace,
    openFiles: openWorktreeFiles,
    conversations: createFileConversations(
      join(stateFolder, 'conversations', toSafeName(start.name), toSafeName(session.id)),
    ),
    environment: tools.environment,
    clock: systemClock,
    log,
    random: Math.random,
  });
}

function keyMissing(session: string, credential: string): string {
  const named = credential === '' ? '' : ` for its credential ${credential}`;
  return `${session} has no API key${named}: set ${keyVariable(credential)}, or run "S2: Set Anthropic API Key" in VS Code, then launch the swarm again`;
}
