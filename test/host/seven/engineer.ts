import {
  says,
  type ScriptedReply,
  type WireBlock,
  type WireMessage,
  type WireRequest,
} from '../../support/anthropic/script.ts';
import { answerOfPerson, doneText, type Part } from './plan.ts';

/** What a tool call of the last answer came to. */
interface Ran {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly isError: boolean;
}

/** A file that an agent was told it has written, and in which stretch of its conversation. */
export interface Written {
  readonly task: string;
  readonly leg: number;
  readonly path: string;
  readonly text: string;
}

/** Where a conversation stands: everything that the scripted engineer goes by. */
export interface Standing {
  /** Stretches of the conversation, each begun by an interruption, a verdict or a cleared blocker. */
  readonly leg: number;
  /** What the calls of the answer before came to; none at the beginning of a leg. */
  readonly ran: readonly Ran[];
  readonly rejected: boolean;
  readonly answered: boolean;
}

const begunAgain =
  /What you handed in was not|What you reported as a blocker is cleared|Your work was interrupted|An earlier try came to this/;

/** Which task a conversation is about. */
export function taskIn(request: WireRequest): string {
  return /^# Task (\S+):/m.exec(textOf(request.messages[0]))?.[1] ?? '?';
}

/** Which session the model was last told that it works for. */
export function toldSession({ messages }: WireRequest): string {
  const told = messages
    .filter(({ role }) => role === 'user')
    .map(textOf)
    .join('\n');
  return [...told.matchAll(/^.*?You work for (\S+?);/gm)].at(-1)?.[1] ?? '?';
}

export function standingOf({ messages }: WireRequest): Standing {
  const last = messages.at(-1);
  const user = messages.filter(({ role }) => role === 'user').map(textOf);
  const again = user.filter((text) => begunAgain.test(text)).length;
  const beginsLeg = messages.length === 1 || begunAgain.test(textOf(last));
  const calls = blocksOf(messages.at(-2)).filter(({ type }) => type === 'tool_use');
  return {
    leg: again,
    ran: beginsLeg ? [] : blocksOf(last).flatMap((block) => toRan(block, calls)),
    rejected: user.some((text) => text.includes('What you handed in was not accepted')),
    answered: messages.some((message) => blocksOf(message).some((block) => isAnswer(block))),
  };
}

/** The person's word, as the tool gives it. */
function isAnswer(block: WireBlock): boolean {
  return block.type === 'tool_result' && block.is_error !== true && contentOf(block).includes(answerOfPerson);
}

/** What the model does next: it reads, then writes what is lacking, runs the tests, and hands in; it asks or reports what it cannot decide or mend. */
export function workOn(part: Part, standing: Standing): ScriptedReply {
  const { ran } = standing;
  const done = (name: string): readonly Ran[] => ran.filter((each) => each.name === name);
  const tests = part.tests === 'all' ? [] : part.tests;
  const run = says([
    'run_command',
    { command: tests.map((name) => `node --test test/${name}.test.mjs`).join(' && ') || 'true' },
  ]);
  const look = says(
    'I look first.',
    ['read_file', { path: part.file }],
    ...(part.lacks ? [['read_file', { path: part.lacks.file }] as const] : []),
  );
  if (done('run_command').length > 0)
    return ran.some(({ isError }) => isError) ? look : says('Done.', ['complete', { summary: 'Its tests pass.' }]);
  if (done('edit_file').length + done('create_file').length > 0) {
    if (ran.some(({ isError }) => isError)) return look;
    return part.flawed && !standing.rejected ? says(['complete', { summary: 'Done, I am sure.' }]) : run;
  }
  if (done('read_file').length === 0) return look;
  const lacking = part.lacks && ran.find(({ input }) => input['path'] === part.lacks?.file)?.isError;
  if (part.lacks && lacking) {
    const reason = `${part.lacks.file} is not there, and the mill is not mine`;
    return says(['report_blocker', { reason, needs: [part.lacks.needs] }]);
  }
  if (part.asks !== undefined && !standing.answered) return says(['ask_person', { question: part.asks }]);
  const write = writeOf(part, standing);
  return write ?? (part.flawed && !standing.rejected ? says(['complete', { summary: 'As it was.' }]) : run);
}

/** The call that makes the file what it has to be; undefined when it is. */
function writeOf(part: Part, { ran, rejected }: Standing): ScriptedReply | undefined {
  const read = ran.find(({ name, input }) => name === 'read_file' && input['path'] === part.file);
  const now = read === undefined || read.isError ? undefined : unnumbered(read.text);
  const wanted = part.offers ? withOffers(now ?? '', part.offers) : doneText(part, part.flawed && !rejected);
  if (now === undefined) return says('It is not there yet.', ['create_file', { path: part.file, text: wanted }]);
  const text = wanted.trimEnd();
  if (text === now.trimEnd()) return undefined;
  return says('I write it.', ['edit_file', { path: part.file, old_text: now.trimEnd(), new_text: text }]);
}

/** The list with those lines in it; where git has put its marks, both sides stay. */
function withOffers(now: string, offers: readonly string[]): string {
  const merged = now.split('\n').filter((line) => !/^(<{7}|={7}|>{7})/.test(line));
  const lines = offers.map((name) => `export * from './${name}.mjs';`);
  const kept = merged.filter((line) => line !== end && !lines.includes(line) && line !== '');
  return [...new Set([...kept, ...lines]), end, ''].join('\n');
}

const end = '// end of the list';

/** What an agent wrote last before this request, as far as it was told that it is written. */
export function confirmedWrites(task: string, { messages }: WireRequest): readonly Written[] {
  const found: Written[] = [];
  let leg = 0;
  for (const [at, message] of messages.entries()) {
    const calls = blocksOf(messages[at - 1]).filter(({ type }) => type === 'tool_use');
    for (const { name, input, text, isError } of blocksOf(message).flatMap((block) => toRan(block, calls))) {
      const path = String(input['path']);
      if (isError || begunAgain.test(text)) continue;
      if (name === 'create_file') found.push({ task, leg, path, text: String(input['text']) });
      // What is edited here is the whole file but for its last line end.
      if (name === 'edit_file') found.push({ task, leg, path, text: `${String(input['new_text'])}\n` });
    }
    if (message.role === 'user' && begunAgain.test(textOf(message))) leg += 1;
  }
  return found;
}

function toRan(block: WireBlock, calls: readonly WireBlock[]): readonly Ran[] {
  const call = calls.find(({ id }) => id !== undefined && id === block.tool_use_id);
  if (block.type !== 'tool_result' || call?.name === undefined) return [];
  const input = call.input as Readonly<Record<string, unknown>>;
  return [{ name: call.name, input, text: contentOf(block), isError: block.is_error === true }];
}

function unnumbered(text: string): string {
  return text === '(the file is empty)' ? '' : text.replace(/^\d+\t/gm, '');
}

function textOf(message: WireMessage | undefined): string {
  return blocksOf(message)
    .map((block) => (block.type === 'tool_result' ? contentOf(block) : (block.text ?? '')))
    .join('\n');
}

function contentOf({ content }: WireBlock): string {
  if (typeof content === 'string') return content;
  return Array.isArray(content) ? (content as readonly WireBlock[]).map(({ text }) => text ?? '').join('\n') : '';
}

function blocksOf(message: WireMessage | undefined): readonly WireBlock[] {
  if (message === undefined) return [];
  return typeof message.content === 'string' ? [{ type: 'text', text: message.content }] : message.content;
}
