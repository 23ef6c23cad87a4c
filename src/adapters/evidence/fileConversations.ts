import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { ConversationStore, KeptConversation } from '../../app/ports/conversationStore.ts';
import { parseJson } from '../../base/parseJson.ts';
import { toSafeName } from '../../domain/agent/refName.ts';
import type { Turn } from '../../domain/agent/turn.ts';

const call = z.object({ type: z.literal('call'), id: z.string(), name: z.string(), input: z.unknown() });
const result = z.object({ type: z.literal('result'), call: z.string(), text: z.string(), isError: z.boolean() });
const block = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  call,
  result,
  z.object({ type: z.literal('opaque'), value: z.unknown() }),
]);
const course = {
  brief: z.string(),
  messages: z.array(z.object({ role: z.enum(['user', 'assistant']), blocks: z.array(block) })).min(1),
  steps: z.int().nonnegative(),
  effects: z.int().nonnegative(),
  nudged: z.boolean(),
  cuts: z.int().nonnegative(),
  handOvers: z.int().nonnegative(),
  mayConfirm: z.boolean(),
};
const running = { pending: z.array(call).min(1), results: z.array(result) };
const turn = z.discriminatedUnion('at', [
  z.object({ ...course, at: z.literal('thinking') }),
  z.object({ ...course, ...running, at: z.literal('tools') }),
  z.object({ ...course, ...running, at: z.literal('waiting') }),
  z.object({ ...course, at: z.literal('handing-over'), why: z.string() }),
  z.object({ ...course, results: z.array(result), at: z.literal('done'), summary: z.string() }),
  z.object({
    ...course,
    results: z.array(result),
    at: z.literal('blocked'),
    reason: z.string(),
    needs: z.array(z.string()),
    on: z.string().nullable(),
  }),
  z.object({ ...course, at: z.literal('failed'), reason: z.string() }),
]);
const keptSchema = z.object({ version: z.literal(1), epoch: z.int().positive(), verdict: z.string().nullable(), turn });

/**
 * Keeps conversations as one file for each task in `folder`, which only the owner can read. A file is replaced as a whole and is on the disk when it counts;
 * what cannot be read is as if it were not there.
 */
export function createFileConversations(folder: string): ConversationStore {
  const fileOf = (task: string): string => join(folder, `${toSafeName(task)}.json`);
  return {
    load: async (task) => {
      const text = await textOf(fileOf(task));
      const kept = text === undefined ? undefined : keptSchema.safeParse(parseJson(text));
      if (!kept?.success) return undefined;
      const { epoch, verdict } = kept.data;
      return { epoch, verdict, turn: kept.data.turn as Turn } satisfies KeptConversation;
    },
    keep: async (task, conversation) => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await replace(fileOf(task), JSON.stringify({ version: 1, ...conversation }));
    },
  };
}

async function replace(file: string, text: string): Promise<void> {
  const beside = `${file}.${process.pid}`;
  try {
    const handle = await open(beside, 'w', 0o600);
    try {
      await handle.writeFile(text);
      await handle.datasync();
    } finally {
      await handle.close();
    }
    await rename(beside, file);
  } finally {
    await rm(beside, { force: true });
  }
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
