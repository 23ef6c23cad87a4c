import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { toSafeName } from '../../domain/agent/refName.ts';

const keptSchema = z.object({ task: z.string(), agent: z.array(z.string()), conversation: z.string().min(1).max(500) });
export type KeptConversation = z.infer<typeof keptSchema>;

/** Remembers which conversation of its agent each task of a session was in, so that it goes on after a runner was killed. */
export interface Conversations {
  /** The last one, if it was about this task and with this agent. */
  recall(task: string, agent: readonly string[]): Promise<string | undefined>;
  keep(kept: KeptConversation): Promise<void>;
}

/** Keeps it as a file for each task in `folder`, of which the last whole one counts. */
export function createConversations(folder: string): Conversations {
  const fileOf = (task: string): string => join(folder, `${toSafeName(task)}.json`);
  return {
    recall: async (task, agent) => {
      const text = await readFile(fileOf(task), 'utf8').catch((error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
        throw error;
      });
      const kept = keptSchema.safeParse(readJson(text));
      if (!kept.success || kept.data.task !== task) return undefined;
      return JSON.stringify(kept.data.agent) === JSON.stringify(agent) ? kept.data.conversation : undefined;
    },
    keep: async (kept) => {
      const file = fileOf(kept.task);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(`${file}.new`, `${JSON.stringify(kept)}\n`, { mode: 0o600 });
      await rename(`${file}.new`, file);
    },
  };
}

/** A file that was cut by a crash, or that somebody wrote into, remembers nothing. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
