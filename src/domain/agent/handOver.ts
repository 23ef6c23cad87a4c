import { cutLines, cutText } from './cutText.ts';
import { callsOf, textOfBlocks, type Call, type Message } from './conversation.ts';

const maxCalls = 60;
const maxText = 4_000;

/** What was done in a conversation, from its record alone: the calls in order, with how they ended, and the last words. */
export function describeWork(messages: readonly Message[]): string {
  const results = new Map(
    messages.flatMap(({ blocks }) =>
      blocks.flatMap((block) => (block.type === 'result' ? [[block.call, block.isError] as const] : [])),
    ),
  );
  const calls = messages.flatMap(({ blocks }) => callsOf(blocks));
  const lines = calls.map((call) => `- ${describeCall(call)}${results.get(call.id) === true ? ' (failed)' : ''}`);
  const early = lines.length > maxCalls ? [`- … ${lines.length - maxCalls} earlier steps …`] : [];
  const spoken = messages.findLast(({ role, blocks }) => role === 'assistant' && textOfBlocks(blocks).trim() !== '');
  const words = spoken
    ? [`Last words: ${cutText(textOfBlocks(spoken.blocks), maxText, 'the rest is in the transcript')}`]
    : [];
  if (lines.length === 0) return words.join('\n');
  return ['Steps so far:', ...early, ...lines.slice(-maxCalls), ...words].join('\n');
}

/** A call in one line: the tool and what of its input tells most. */
export function describeCall(call: Call): string {
  const input = typeof call.input === 'object' && call.input !== null ? Object.entries(call.input) : [];
  const shown = input
    .filter(([name]) => !['old_text', 'new_text', 'text'].includes(name))
    .map(([, value]) => String(typeof value === 'object' ? JSON.stringify(value) : value))
    .join(' ')
    .replace(/\s+/g, ' ');
  const line = `${call.name} ${shown}`.trim();
  return line.length > 200 ? `${line.slice(0, 199).toWellFormed()}…` : line;
}

/** The question that has a model write a note for whoever goes on, about a conversation that no longer fits. */
export function askForNote(brief: string, messages: readonly Message[]): string {
  const spoken = messages.flatMap(({ role, blocks }) =>
    role === 'assistant' ? [textOfBlocks(blocks)].filter((text) => text.trim() !== '') : [],
  );
  const texts = cutLines([...spoken].reverse().slice(0, 40), 40, 'they are older').slice(0, 20_000);
  return [
    'Somebody else goes on with the task below. Write a note for them: what is done, what was found out, what is left, what to beware of. At most 400 words, nothing else.',
    `## Task\n${cutText(brief, 8_000, 'they have the whole task')}`,
    `## ${describeWork(messages)}`,
    `## What was said, newest first\n${texts}`,
  ].join('\n\n');
}
