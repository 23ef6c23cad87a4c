import * as z from 'zod';
import { outputChunkSchema, sessionViewSchema, swarmStateSchema, taskViewSchema } from './swarmSnapshot.ts';

/** From the extension to a session panel. */
export const toSessionPanelSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('snapshot'),
    sequence: z.number(),
    session: sessionViewSchema,
    tasks: z.array(taskViewSchema),
    swarm: swarmStateSchema,
  }),
  /** What was printed so far; replaces what the panel shows. */
  z.object({ type: z.literal('transcript'), chunks: z.array(outputChunkSchema) }),
  /** What was printed since, oldest first. */
  z.object({ type: z.literal('output'), chunks: z.array(outputChunkSchema) }),
  /** The swarm has ended; what is shown stays. */
  z.object({ type: z.literal('ended') }),
]);
export type ToSessionPanel = z.infer<typeof toSessionPanelSchema>;

/** What a session panel leaves behind for the window after this one: whose panel it is. */
export const sessionPanelStateSchema = z.object({ session: z.string().min(1).max(200) });
export type SessionPanelState = z.infer<typeof sessionPanelStateSchema>;

/** From a session panel to the extension. A webview is not trusted: everything it sends is parsed by this. */
export const fromSessionPanelSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('pause') }),
  z.object({ type: z.literal('resume') }),
  z.object({ type: z.literal('showTask'), task: z.string().max(200) }),
]);
export type FromSessionPanel = z.infer<typeof fromSessionPanelSchema>;
