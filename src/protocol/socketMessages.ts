import * as z from 'zod';
import { outputChunkSchema, swarmSnapshotSchema } from './swarmSnapshot.ts';
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

/** What a server sends: answers, and the entries of a subscription as their canonical JSON. */
export const serverMessageSchema = z.union([
  z.object({ id: z.int(), ok: z.literal(true), value: z.unknown() }),
  z.object({ id: z.int(), ok: z.literal(false), error: problemSchema }),
  z.object({ entry: z.string() }),
  z.object({ snapshot: swarmSnapshotSchema }),
  z.object({ output: outputChunkSchema }),
  z.object({ welcome: z.literal(true) }),
]);
export type ServerMessage = z.infer<typeof serverMessageSchema>;
