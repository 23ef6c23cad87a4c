import { assertNever } from '../../base/assertNever.ts';
import type { Call } from '../../domain/agent/conversation.ts';
import { cutLines, cutText } from '../../domain/agent/cutText.ts';
import { replaceOnce } from '../../domain/agent/editText.ts';
import { linePatch } from '../../domain/agent/linePatch.ts';
import type { TurnEvent } from '../../domain/agent/turn.ts';
import {
  agentTools,
  inputSchemaOf,
  readToolCall,
  type AgentToolInput,
  type AgentToolName,
} from '../../protocol/agentTools.ts';
import { showChange, type CallEnd } from '../../protocol/showParts.ts';
import { partLimits, type WritePart } from '../../protocol/transcriptPart.ts';
import type { CommandRunner } from '../ports/commandRunner.ts';
import type { ToolDefinition } from '../ports/modelClient.ts';
import type { Found, ListedEntry, WorktreeFiles } from '../ports/worktreeFiles.ts';
import { describeEnd, textOf } from '../runner/describeEnd.ts';
import { endOf } from '../runner/runShown.ts';
import type { AgentDesk } from './agentDesk.ts';

/** What a tool call came to. */
export type ToolRun = Omit<Extract<TurnEvent, { kind: 'ran' }>, 'kind'> & {
  /** How it ended, when that is not told by its text alone: what a command printed is shown already. */
  readonly shown?: CallEnd;
};

/** What an agent's tools work with: its worktree, commands run in it, and its desk at the coordinator. */
export interface ToolboxOptions {
  readonly files: WorktreeFiles;
  readonly commands: CommandRunner;
  /** Absolute path of the worktree. */
  readonly folder: string;
  /** All that a command is told; nothing of a provider is in it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly desk: AgentDesk;
  /** Where it is shown what the calls do. */
  readonly write: WritePart;
}

/** Results longer than this fill the model with what it does not read, UTF-16 units. */
const maxResult = 30_000;
const maxListed = 500;
const commandBytes = 1024 * 1024;
const usualTimeoutMs = 120_000;
const usualLines = 500;

/** The tools as a model is told about them, always in the same order: they are part of the cached prefix. */
export const toolDefinitions: readonly ToolDefinition[] = (Object.keys(agentTools) as AgentToolName[]).map((name) => ({
  name,
  description: agentTools[name].about,
  inputSchema: inputSchemaOf(name),
}));

/** Runs one call of a model. What the model did wrong is a result for it; only faults of the place reject. */
export async function runTool(call: Call, tools: ToolboxOptions, signal: AbortSignal): Promise<ToolRun> {
  const read = readToolCall(call.name, call.input);
  if (!read.ok) return failed(read.reason);
  const { name, input } = read.call;
  switch (name) {
    case 'read_file':
      return readFile(input, tools.files);
    case 'list_files':
      return shown(await tools.files.list(input.path ?? '', input.deep ?? false), describeEntries);
    case 'search': {
      const request = { pattern: input.pattern, path: input.path ?? '', ignoreCase: input.ignore_case ?? false };
      return shown(await tools.files.search(request, signal), (lines) => lines.join('\n') || 'Nothing matches.');
    }
    case 'edit_file':
      return editFile(input, call.id, tools);
    case 'create_file':
      return createFile(input, call.id, tools);
    case 'run_command':
      return runCommand(input, call.id, tools, signal);
    case 'report_blocker': {
      const obstacle = { reason: input.reason, needs: input.needs ?? [], on: input.on ?? null };
      return { text: 'Reported.', isError: false, effect: false, end: { kind: 'blocked', obstacle } };
    }
    case 'request_help':
      return told(await tools.desk.requestHelp(input.reason, input.needs ?? []), 'Others are asked for help; go on.');
    case 'offer_help':
      return told(await tools.desk.offerHelp(input.blocker, input.note ?? ''), 'Your offer is told to them.');
    case 'message_session':
      return told(await tools.desk.message(input.session, input.text), 'It is told at its next step.');
    case 'answer_question':
      return told(await tools.desk.answer(input.question, input.text), 'It is told your answer.');
    case 'ask_person':
      return told(await tools.desk.ask(input.question, call.id, signal), '');
    case 'complete':
      return { text: 'Handed in.', isError: false, effect: false, end: { kind: 'done', summary: input.summary } };
    default:
      return assertNever(name);
  }
}

async function readFile(input: AgentToolInput<'read_file'>, files: WorktreeFiles): Promise<ToolRun> {
  const part = await files.read(input.path, input.from ?? 1, input.lines ?? usualLines);
  return shown(part, ({ text, from, lines }) => {
    if (lines === 0) return '(the file is empty)';
    const numbered = text.split('\n').map((line, at) => `${from + at}\t${line}`);
    const last = from + numbered.length - 1;
    const rest = last < lines ? [`… lines ${last + 1} to ${lines} are not shown; read on from ${last + 1} …`] : [];
    return [...numbered, ...rest].join('\n');
  });
}

async function createFile(
  { path, text }: AgentToolInput<'create_file'>,
  call: string,
  { files, write }: ToolboxOptions,
): Promise<ToolRun> {
  const written = await files.write(path, text, true);
  if (written.ok) showChange(write, { call, path, ...linePatch('', text, partLimits.patch) });
  return changed(written, `Made ${path}.`);
}

async function editFile(
  input: AgentToolInput<'edit_file'>,
  call: string,
  { files, write }: ToolboxOptions,
): Promise<ToolRun> {
  const before = await files.readAll(input.path);
  if (!before.ok) return failed(before.reason);
  const edited = replaceOnce(before.value, input.old_text, input.new_text);
  if (!edited.ok) return failed(edited.reason);
  const written = await files.write(input.path, edited.text, false);
  if (written.ok)
    showChange(write, { call, path: input.path, ...linePatch(before.value, edited.text, partLimits.patch) });
  return changed(written, `Replaced at line ${edited.line} of ${input.path}.`);
}

async function runCommand(
  input: AgentToolInput<'run_command'>,
  call: string,
  { commands, folder, environment, write }: ToolboxOptions,
  signal: AbortSignal,
): Promise<ToolRun> {
  const timeoutMs = (input.timeout_seconds ?? usualTimeoutMs / 1_000) * 1_000;
  const request = { command: input.command, cwd: folder, env: environment, timeoutMs, maxOutputBytes: commandBytes };
  const part = { kind: 'printed', call } as const;
  const run = await commands.run({ ...request, signal, onOutput: (stream, printed) => write(stream, printed, part) });
  const trouble = describeEnd(input.command, run);
  const output = cutText(textOf(run.output), maxResult, 'have the command print less, or look at its end');
  const more = run.truncated ? '\n… the command printed more than is kept …' : '';
  const text = `${trouble ?? 'It exited with code 0.'}\n${output}${more}`.trimEnd();
  return { text, isError: trouble !== undefined, effect: run.end.kind === 'exited', shown: endOf(run) };
}

function describeEntries(entries: readonly ListedEntry[]): string {
  const lines = entries.map(({ path, kind, size }) => {
    if (kind === 'folder') return `${path}/`;
    return kind === 'file' ? `${path} (${size ?? 0} bytes)` : `${path} (${kind})`;
  });
  return cutLines(lines, maxListed, 'list a folder of it') || 'The folder is empty.';
}

function shown<T>(found: Found<T>, describe: (value: T) => string): ToolRun {
  if (!found.ok) return failed(found.reason);
  return { text: cutText(describe(found.value), maxResult, 'ask for less'), isError: false, effect: false };
}

function changed(done: Found<void>, text: string): ToolRun {
  return done.ok ? { text, isError: false, effect: true } : failed(done.reason);
}

function told(answer: Found<string>, text: string): ToolRun {
  return answer.ok ? { text: answer.value || text, isError: false, effect: false } : failed(answer.reason);
}

function failed(reason: string): ToolRun {
  return { text: cutText(reason, 2_000, 'the rest does not matter'), isError: true, effect: false };
}
