import { createEditorModelClient } from '../adapters/socket/editorModelClient.ts';
import type { AgentProvider } from '../app/ports/agentProvider.ts';
import type { RunnerStart } from '../protocol/hostMessages.ts';
import { assembleModelProvider, type ProviderParts } from './assembleModelProvider.ts';

/** Makes the provider of a session whose agents are models that the editor offers. */
export function createEditorModelProvider(start: RunnerStart, parts: ProviderParts): AgentProvider {
  return assembleModelProvider(start, parts, createEditorModelClient(start.stateFolder));
}
