import { join } from 'node:path';
import { createFileConversations } from '../adapters/evidence/fileConversations.ts';
import { systemClock } from '../adapters/system/systemClock.ts';
import { openWorktreeFiles } from '../adapters/worktree/worktreeFiles.ts';
import { createModelProvider } from '../app/agent/modelProvider.ts';
import type { AgentProvider } from '../app/ports/agentProvider.ts';
import type { ModelClient } from '../app/ports/modelClient.ts';
import type { Log } from '../base/log.ts';
import { toSafeName } from '../domain/agent/refName.ts';
import type { CoordinatorClient } from '../protocol/coordinatorClient.ts';
import type { RunnerStart } from '../protocol/hostMessages.ts';
import type { AgentTools } from './agentTools.ts';

/** What a runner has for its provider, whichever it is. */
export interface ProviderParts {
  readonly tools: AgentTools;
  readonly client: CoordinatorClient;
  readonly log: Log;
}

const usualTier = 'sonnet';

/** Makes the provider of a session whose agents are models that are called through `model`. */
export function assembleModelProvider(
  { session, models, stateFolder, name }: RunnerStart,
  { tools, client, log }: ProviderParts,
  model: ModelClient,
): AgentProvider {
  return createModelProvider({
    model,
    models: models ?? {},
    tier: session.tier ?? usualTier,
    client,
    commands: tools.commands,
    workspace: tools.workspace,
    openFiles: openWorktreeFiles,
    conversations: createFileConversations(
      join(stateFolder, 'conversations', toSafeName(name), toSafeName(session.id)),
    ),
    environment: tools.environment,
    clock: systemClock,
    log,
    random: Math.random,
  });
}
