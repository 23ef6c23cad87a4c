import { join } from 'node:path';
import { serveModels } from '../adapters/socket/serveModels.ts';
import type { Log } from '../base/log.ts';
import type { EditorModels } from '../protocol/editorModels.ts';

/** Serves a window's models to the agents of the swarm in `folder`; loaded when there are such agents. */
export function startModelService(
  folder: string,
  { models, log }: { readonly models: EditorModels; readonly log: Log },
): Promise<{ close(): Promise<void> }> {
  return serveModels({ stateFolder: join(folder, '.s2'), models, log });
}
