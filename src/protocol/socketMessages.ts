import * as z from 'zod';
import { outputChunkSchema, swarmSnapshotSchema } from './swarmSnapshot.ts';
import { socketProblemCodes } from './socketProblems.ts';
import { problemSchema, requestSchema } from './verbs.ts';

/** One message is one line of JSON, at most this many bytes. A longer one ends the connection. */
export const maxMessageBytes = 1024 * 1024;

/** The first message of a client. */
export const helloSchema = z.object({ hello: z.string().max(200) });

/** Every later message of a client. `id` names the answer; `key` makes a retry harmless. */
export const requestMessageSchema = z.object({
  id: z.int().nonnegative(),
  request: requestSchema,
  /** It goes into hashed entries, so a lone surrogate must not get further than here. */
  key: z
    .string()
    .min(1)
    .max(200)
    .refine((text) => text.isWellFormed())
    .optional(),
});
export type RequestMessage = z.infer<typeof requestMessageSchema>;

/** Only the id, to answer a message whose request is not understood. */
export const messageIdSchema = z.object({ id: z.int().nonnegative() });

const entryMessageSchema = z.object({ entry: z.string() });
const answerMessageSchema = z.discriminatedUnion('ok', [
  z.object({ id: z.int(), ok: z.literal(true), value: z.unknown() }),
  z.object({ id: z.int(), ok: z.literal(false), error: problemSchema }),
]);
/** Everything else that a server says by itself, each told apart by its one member. */
const newsMessageSchema = z.union([
  z.object({ snapshot: swarmSnapshotSchema }),
  z.object({ output: outputChunkSchema }),
  z.object({ welcome: z.literal(true) }),
  /** The last message of a connection that the server ends. */
  z.object({ goodbye: problemSchema.extend({ code: z.enum(socketProblemCodes) }) }),
]);

/** What a server sends: answers, the entries of a subscription as their canonical JSON, and to those who watch, snapshots and output. */
export type ServerMessage =
  | z.infer<typeof answerMessageSchema>
  | z.infer<typeof entryMessageSchema>
  | z.infer<typeof newsMessageSchema>;

/** Reads one message of a server; throws ZodError. A plain union would try, and fail at, each shape before the right one. */
export function parseServerMessage(message: unknown): ServerMessage {
  if (typeof message !== 'object' || message === null || 'id' in message) return answerMessageSchema.parse(message);
  return 'entry' in message ? entryMessageSchema.parse(message) : newsMessageSchema.parse(message);
}
