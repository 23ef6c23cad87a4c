import * as z from 'zod';
import type { WireBlock, WireMessage, WireRequest } from './script.ts';

const cacheControl = z.object({ type: z.literal('ephemeral'), ttl: z.enum(['5m', '1h']).optional() }).loose();
const block = z.looseObject({ type: z.string(), cache_control: cacheControl.nullish() });
const message = z.object({
  role: z.enum(['user', 'assistant', 'system']),
  content: z.union([z.string().min(1), z.array(block).min(1)]),
});
const countable = z.looseObject({
  model: z.string().min(1),
  system: z.union([z.string(), z.array(block)]).optional(),
  messages: z.array(message).min(1),
  tools: z
    .array(
      z.looseObject({
        name: z.string().regex(/^[a-zA-Z0-9_-]{1,128}$/),
        input_schema: z.looseObject({ type: z.literal('object') }).optional(),
      }),
    )
    .optional(),
});
const sendable = countable.extend({ max_tokens: z.int().positive(), stream: z.boolean().optional() });

/** Why the API would answer 400; undefined for a request that it takes. `alternate`: roles have to, which the API itself forgives. */
export function findFault(body: unknown, kind: 'send' | 'count', alternate: boolean): string | undefined {
  const parsed = (kind === 'send' ? sendable : countable).safeParse(body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`;
  }
  const request = body as WireRequest;
  return (
    faultOfRoles(request.messages, alternate) ??
    faultOfTools(request.messages) ??
    faultOfText(request.messages) ??
    faultOfCache(request)
  );
}

function faultOfRoles(messages: readonly WireMessage[], alternate: boolean): string | undefined {
  if (messages[0]?.role !== 'user') return 'messages: first message must use the "user" role';
  if (!alternate) return undefined;
  const twice = messages.findIndex((each, at) => at > 0 && each.role === messages[at - 1]?.role);
  return twice === -1 ? undefined : `messages.${twice}: roles must alternate between "user" and "assistant"`;
}

/** Each `tool_use` is answered by a `tool_result` in the very next message, first of all blocks, and no other is. */
function faultOfTools(messages: readonly WireMessage[]): string | undefined {
  const seen = new Set<string>();
  for (const [at, each] of messages.entries()) {
    const asked =
      each.role === 'assistant'
        ? blocksOf(each)
            .filter(isType('tool_use'))
            .map(({ id }) => id ?? '')
        : [];
    for (const id of asked) {
      if (id === '' || seen.has(id)) return `messages.${at}: tool_use ids must be unique`;
      seen.add(id);
    }
    const before = messages[at - 1];
    const open =
      before?.role === 'assistant'
        ? blocksOf(before)
            .filter(isType('tool_use'))
            .map(({ id }) => id ?? '')
        : [];
    const answered =
      each.role === 'user'
        ? blocksOf(each)
            .filter(isType('tool_result'))
            .map((result) => result.tool_use_id ?? '')
        : [];
    const unanswered = open.find((id) => !answered.includes(id));
    if (unanswered !== undefined && each.role === 'user')
      return `messages.${at}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${unanswered}`;
    const stray = answered.find((id) => !open.includes(id));
    if (stray !== undefined)
      return `messages.${at}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${stray}`;
    const kinds = blocksOf(each).map(({ type }) => type);
    if (answered.length > 0 && kinds.lastIndexOf('tool_result') !== answered.length - 1)
      return `messages.${at}: tool_result blocks must come first`;
  }
  const last = messages.at(-1);
  if (last?.role === 'assistant' && blocksOf(last).some(isType('tool_use')))
    return `messages.${messages.length - 1}: \`tool_use\` ids were found without \`tool_result\` blocks`;
  return undefined;
}

function faultOfText(messages: readonly WireMessage[]): string | undefined {
  for (const [at, each] of messages.entries()) {
    if (blocksOf(each).some((part) => part.type === 'text' && (part.text ?? '').trim() === ''))
      return `messages.${at}: text content blocks must contain non-whitespace text`;
  }
  return undefined;
}

function faultOfCache(request: WireRequest): string | undefined {
  const system = Array.isArray(request.system) ? (request.system as readonly WireBlock[]) : [];
  const marked = [...system, ...(request.tools ?? []), ...request.messages.flatMap(blocksOf)].filter(
    (part) => part.cache_control !== undefined && part.cache_control !== null,
  );
  return marked.length > 4
    ? `A maximum of 4 blocks with cache_control may be provided. Found ${marked.length}.`
    : undefined;
}

function blocksOf({ content }: WireMessage): readonly WireBlock[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
}

function isType(type: string): (part: WireBlock) => boolean {
  return (part) => part.type === type;
}
