import type Anthropic from '@anthropic-ai/sdk';
import type { ModelRequest, ToolDefinition } from '../../app/ports/modelClient.ts';
import type { Block, Message } from '../../domain/agent/conversation.ts';

const cached = { type: 'ephemeral', ttl: '5m' } as const;

/** What counting and sending have in common. */
export type WireBody = Pick<Anthropic.MessageCreateParamsNonStreaming, 'model' | 'system' | 'tools' | 'messages'>;

/**
 * A request as the Messages API takes it. Three places end a prefix that is cached: the system prompt (with the tools before it), the first message
 * (the task), and the last one, which the next step reads back.
 */
export function toWireBody(request: ModelRequest): WireBody {
  const last = request.messages.length - 1;
  return {
    model: request.model,
    system: [{ type: 'text', text: request.system, cache_control: cached }],
    ...(request.tools.length === 0 ? {} : { tools: request.tools.map(toWireTool) }),
    messages: request.messages.map((message, at) => toWireMessage(message, at === 0 || at === last)),
  };
}

function toWireTool(tool: ToolDefinition): Anthropic.Tool {
  return {
    name: tool.name,
    description: tool.description,
    input_schema: { ...tool.inputSchema, type: 'object' },
  };
}

function toWireMessage(message: Message, ends: boolean): Anthropic.MessageParam {
  const content = message.blocks.map(toWireBlock);
  const last = content.at(-1);
  if (ends && last && (last.type === 'text' || last.type === 'tool_result')) last.cache_control = cached;
  return { role: message.role, content };
}

function toWireBlock(block: Block): Anthropic.ContentBlockParam {
  switch (block.type) {
    case 'text':
      return { type: 'text', text: block.text };
    case 'call':
      return { type: 'tool_use', id: block.id, name: block.name, input: block.input ?? {} };
    case 'result':
      return { type: 'tool_result', tool_use_id: block.call, content: block.text, is_error: block.isError };
    case 'opaque':
      // It came from the API and goes back to it unread.
      return block.value as Anthropic.ContentBlockParam;
  }
}
