import * as z from 'zod';
import { standingSchema } from './moneyView.ts';
import { outputChunkSchema, sessionViewSchema, swarmStateSchema, taskViewSchema } from './swarmSnapshot.ts';

/** What a person can do about something that waits for them. */
export const needActionSchema = z.enum([
  'approve',
  'reject',
  'answer',
  'release',
  'acceptHelp',
  'clearBlocker',
  'setBudget',
  'leaveHalted',
  'resetBreaker',
  'showWhy',
]);
export type NeedAction = z.infer<typeof needActionSchema>;

/** Something of a session that waits for a person; `key` names it among them. */
export const panelNeedSchema = z.object({
  key: z.string(),
  label: z.string(),
  text: z.string(),
  /** What can be done about it, the likeliest first. */
  actions: z.array(needActionSchema),
});
export type PanelNeed = z.infer<typeof panelNeedSchema>;

/** What a task has cost, in US dollars. */
const taskCostSchema = z.object({ id: z.string(), spent: z.number(), budget: z.number().nullable() });
export type TaskCost = z.infer<typeof taskCostSchema>;

/** Something that a person said from the panel; `read` is when an agent had it, ms since epoch, null when that is not known. */
export const sentMessageSchema = z.object({ text: z.string(), at: z.number(), read: z.number().nullable() });
export type SentMessage = z.infer<typeof sentMessageSchema>;

/** From the extension to a session panel. */
export const toSessionPanelSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('snapshot'),
    sequence: z.number(),
    session: sessionViewSchema,
    tasks: z.array(taskViewSchema),
    swarm: swarmStateSchema,
    needs: z.array(panelNeedSchema),
    costs: z.array(taskCostSchema),
    standing: standingSchema,
  }),
  /** What was printed so far; replaces what the panel shows. */
  z.object({ type: z.literal('transcript'), chunks: z.array(outputChunkSchema) }),
  /** What was printed since, oldest first. */
  z.object({ type: z.literal('output'), chunks: z.array(outputChunkSchema) }),
  /** What was said to the session from this panel, and nobody has read yet; replaces what was told before. */
  z.object({ type: z.literal('sent'), messages: z.array(sentMessageSchema) }),
  /** Whether a message was taken; when not, its text is the person's to send again. */
  z.object({ type: z.literal('messageTaken'), ok: z.boolean() }),
  /** The swarm has ended; what is shown stays. */
  z.object({ type: z.literal('ended') }),
]);
export type ToSessionPanel = z.infer<typeof toSessionPanelSchema>;
export type PanelSnapshot = Extract<ToSessionPanel, { type: 'snapshot' }>;

/** What a session panel leaves behind for the window after this one: whose panel it is. */
export const sessionPanelStateSchema = z.object({ session: z.string().min(1).max(200) });
export type SessionPanelState = z.infer<typeof sessionPanelStateSchema>;

/** Most characters of what a person says. */
export const maxSaid = 2_000;
const said = z
  .string()
  .max(maxSaid)
  .refine((text) => text.trim() !== '');

/** From a session panel to the extension. A webview is not trusted: everything it sends is parsed by this. */
export const fromSessionPanelSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('pause') }),
  z.object({ type: z.literal('resume') }),
  z.object({ type: z.literal('showTask'), task: z.string().max(200) }),
  /** Takes the task back from the session; the editor asks first. */
  z.object({ type: z.literal('release'), task: z.string().max(200) }),
  /** Does something about what waits; `text` is the answer or the reason of a rejection. */
  z.object({ type: z.literal('need'), key: z.string().max(1_000), action: needActionSchema, text: said.optional() }),
  z.object({ type: z.literal('message'), text: said }),
  z.object({ type: z.literal('openTranscript') }),
]);
export type FromSessionPanel = z.infer<typeof fromSessionPanelSchema>;
