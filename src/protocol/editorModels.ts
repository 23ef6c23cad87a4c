import * as z from 'zod';

/** The longest line of a call or its answer, bytes: a conversation of some millions of tokens. */
export const maxModelLineBytes = 32 * 1024 * 1024;

const text = z.string();
const count = z.int().nonnegative();

const callBlock = z.object({ type: z.literal('call'), id: text, name: text, input: z.unknown() });
const textBlock = z.object({ type: z.literal('text'), text });
const block = z.discriminatedUnion('type', [
  textBlock,
  callBlock,
  z.object({ type: z.literal('result'), call: text, text, isError: z.boolean() }),
  z.object({ type: z.literal('opaque'), value: z.unknown() }),
]);

/** One call of a model of the editor. `model` names it as `vendor/family`, `vendor/id`, a family or an id. */
export const editorModelRequestSchema = z.object({
  model: text,
  system: text,
  tools: z
    .array(z.object({ name: text, description: text, inputSchema: z.record(z.string(), z.unknown()).readonly() }))
    .readonly(),
  messages: z.array(z.object({ role: z.enum(['user', 'assistant']), blocks: z.array(block).readonly() })).readonly(),
  maxOutput: count,
});
export type EditorModelRequest = z.infer<typeof editorModelRequestSchema>;

const failure = z.object({
  kind: z.enum(['auth', 'quota', 'rate', 'overload', 'network', 'too-long', 'refused']),
  message: z.string().max(2_000),
  retryAfterMs: z.number().nonnegative().nullable(),
});

/** What a call came to; tokens are counted by the model's own counter, for the editor does not say what was billed. */
export const editorModelAnswerSchema = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    stop: z.enum(['end_turn', 'tool_use']),
    blocks: z.array(z.discriminatedUnion('type', [textBlock, callBlock])),
    prompt: count,
    output: count,
  }),
  z.object({ ok: z.literal(false), failure, spent: z.enum(['nothing', 'unknown']) }),
]);
export type EditorModelAnswer = z.infer<typeof editorModelAnswerSchema>;

/** Tokens of a request, and the most that its prompt may have. */
export const editorModelCountSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), tokens: count, limit: count }),
  z.object({ ok: z.literal(false), failure }),
]);
export type EditorModelCount = z.infer<typeof editorModelCountSchema>;

/** The models that the editor offers this extension. Neither rejects: what goes wrong is a failure, also being called off. */
export interface EditorModels {
  count(request: EditorModelRequest, signal: AbortSignal): Promise<EditorModelCount>;
  /** `onText` is told the reply's text as it comes. */
  reply(
    request: EditorModelRequest,
    options: { readonly signal: AbortSignal; readonly onText: (text: string) => void },
  ): Promise<EditorModelAnswer>;
}

/** What a runner asks of the window; the connection's end calls off what was asked. The first line shows the window's token. */
export const toEditorModelsSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), token: z.string().max(200) }),
  z.object({ type: z.literal('count'), request: editorModelRequestSchema }),
  z.object({ type: z.literal('reply'), request: editorModelRequestSchema }),
]);
export type ToEditorModels = z.infer<typeof toEditorModelsSchema>;

/** What the window answers: text as it comes, and at last what the call came to. */
export const fromEditorModelsSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text }),
  z.object({ type: z.literal('count'), count: editorModelCountSchema }),
  z.object({ type: z.literal('reply'), answer: editorModelAnswerSchema }),
]);
export type FromEditorModels = z.infer<typeof fromEditorModelsSchema>;

/** Where a window serves its models, as it says in `.s2/windows/` (0600). */
export const modelWindowSchema = z.object({ address: z.string().min(1), token: z.string().min(1) });
export type ModelWindow = z.infer<typeof modelWindowSchema>;
