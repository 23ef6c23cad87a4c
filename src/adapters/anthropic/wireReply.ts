import type Anthropic from '@anthropic-ai/sdk';
import type { Block, Reply, StopReason } from '../../domain/agent/conversation.ts';
import type { Usage } from '../../domain/governor/price.ts';

/** A whole message of the API in our words. Text without a word in it is left out: the API does not take it back. */
export function fromWireMessage(message: Anthropic.Message): Reply {
  return {
    stop: toStop(message.stop_reason),
    blocks: message.content.flatMap(toBlock),
    detail: message.stop_details?.category ?? null,
  };
}

function toBlock(block: Anthropic.ContentBlock): readonly Block[] {
  switch (block.type) {
    case 'text':
      return block.text.trim() === '' ? [] : [{ type: 'text', text: block.text }];
    case 'tool_use':
      return [{ type: 'call', id: block.id, name: block.name, input: block.input }];
    default:
      return [{ type: 'opaque', value: block }];
  }
}

function toStop(reason: Anthropic.StopReason | null): StopReason {
  switch (reason) {
    case 'end_turn':
    case 'tool_use':
    case 'max_tokens':
    case 'stop_sequence':
    case 'refusal':
    case 'pause_turn':
      return reason;
    case 'model_context_window_exceeded':
      return 'context_full';
    case null:
      return 'unknown';
    default:
      // A later version of the API may have more.
      return 'unknown';
  }
}

/** What a call is billed. A cache write without its time to live counts as five minutes: it is what we ask for. */
export function fromWireUsage(usage: Anthropic.Usage | Anthropic.MessageDeltaUsage): Usage {
  const written = usage.cache_creation_input_tokens ?? 0;
  const hour = 'cache_creation' in usage ? (usage.cache_creation?.ephemeral_1h_input_tokens ?? 0) : 0;
  return {
    input: usage.input_tokens ?? 0,
    output: usage.output_tokens,
    cacheRead: usage.cache_read_input_tokens ?? 0,
    cacheWrite5m: Math.max(0, written - hour),
    cacheWrite1h: hour,
  };
}
