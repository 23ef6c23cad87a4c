import { createAnthropicClient } from '../adapters/anthropic/anthropicClient.ts';
import type { AgentProvider } from '../app/ports/agentProvider.ts';
import { PlaceFault } from '../app/runner/sessionRunner.ts';
import type { RunnerStart } from '../protocol/hostMessages.ts';
import { assembleModelProvider, type ProviderParts } from './assembleModelProvider.ts';
import { keyVariable } from './modelAccess.ts';

/** Makes the provider of a session whose agents are models of Anthropic. Throws PlaceFault when it has no key: only a person can give it one. */
export function createAnthropicProvider(start: RunnerStart, parts: ProviderParts): AgentProvider {
  const { session, access } = start;
  if (!access) throw new PlaceFault(keyMissing(session.id, session.credential ?? ''));
  const { key, baseUrl } = access;
  return assembleModelProvider(
    start,
    parts,
    createAnthropicClient({ key, ...(baseUrl === undefined ? {} : { baseUrl }) }),
  );
}

function keyMissing(session: string, credential: string): string {
  const named = credential === '' ? '' : ` for its credential ${credential}`;
  return `${session} has no API key${named}: set ${keyVariable(credential)}, or run "S2: Set Anthropic API Key" in VS Code, then launch the swarm again`;
}
