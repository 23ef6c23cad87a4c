import {
  RequestError,
  type CreateTerminalRequest,
  type TerminalExitStatus,
  type TerminalOutputResponse,
} from '@agentclientprotocol/sdk';
import type { CommandEnd, CommandRunner } from '../../app/ports/commandRunner.ts';
import { quoteCommand } from '../../domain/agent/quoteCommand.ts';
import { callPart, endPart } from '../../protocol/showParts.ts';
import { isAllowed, type PermissionDesk } from './permissions.ts';

const timeoutMs = 10 * 60_000;
const maxOutputBytes = 1024 * 1024;
const maxTerminals = 8;
const maxEnvironment = 50;

interface Terminal {
  readonly stop: AbortController;
  readonly limit: number;
  readonly ended: Promise<TerminalExitStatus>;
  output: string;
  truncated: boolean;
  exit: TerminalExitStatus | undefined;
}

/** The terminals of one turn. Each command is a person's to allow; it runs as every command of a session does. */
export class Terminals {
  readonly #desk: PermissionDesk;
  readonly #commands: CommandRunner;
  readonly #place: { readonly folder: string; readonly environment: Readonly<Record<string, string>> };
  readonly #open = new Map<string, Terminal>();
  readonly #allowed = new Set<string>();
  #made = 0;

  constructor(
    desk: PermissionDesk,
    commands: CommandRunner,
    place: { readonly folder: string; readonly environment: Readonly<Record<string, string>> },
  ) {
    this.#desk = desk;
    this.#commands = commands;
    this.#place = place;
  }

  /** Starts a command in a folder of the worktree, once a person has allowed this very command. */
  async create(request: CreateTerminalRequest): Promise<{ readonly terminalId: string }> {
    if (this.#open.size >= maxTerminals) throw refusal(`there are ${maxTerminals} terminals already; release one`);
    const line = readCommand(request);
    const cwd = request.cwd ?? '';
    const found = await this.#desk.place.inside(cwd === '' ? this.#place.folder : cwd);
    if (!found.ok) throw refusal(found.reason);
    if (!this.#allowed.has(line) && !(await isAllowed(`run this command\n${line}`, this.#desk)))
      throw refusal('a person has denied this command');
    // The answer may have taken its time, and what is there now is not what was looked at.
    const still = await this.#desk.place.inside(cwd === '' ? this.#place.folder : cwd);
    if (!still.ok) throw refusal(still.reason);
    this.#allowed.add(line);
    this.#made += 1;
    const terminalId = `terminal-${this.#made}`;
    const folder = found.value === '' ? this.#place.folder : `${this.#place.folder}/${found.value}`;
    this.#open.set(terminalId, this.#start(terminalId, line, { folder, request }));
    return { terminalId };
  }

  output(id: string): TerminalOutputResponse {
    const { output, truncated, exit } = this.#find(id);
    return { output, truncated, ...(exit ? { exitStatus: exit } : {}) };
  }

  async waitForExit(id: string): Promise<TerminalExitStatus> {
    return this.#find(id).ended;
  }

  /** Ends the command; its output can still be read. */
  async kill(id: string): Promise<void> {
    const terminal = this.#find(id);
    terminal.stop.abort();
    await terminal.ended;
  }

  async release(id: string): Promise<void> {
    await this.kill(id);
    this.#open.delete(id);
  }

  /** Whether a command is at work for the agent, which may be silent meanwhile. */
  get busy(): boolean {
    return [...this.#open.values()].some(({ exit }) => exit === undefined);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((id) => this.release(id)));
  }

  #find(id: string): Terminal {
    const terminal = this.#open.get(id);
    if (!terminal) throw refusal('there is no such terminal');
    return terminal;
  }

  #start(
    id: string,
    command: string,
    { folder: cwd, request: { outputByteLimit } }: { readonly folder: string; readonly request: CreateTerminalRequest },
  ): Terminal {
    const stop = new AbortController();
    const { spoken } = this.#desk;
    spoken.line(`$ ${command}`, callPart(id, 'run', command));
    const run = this.#commands.run({
      command,
      cwd,
      env: this.#place.environment,
      timeoutMs,
      maxOutputBytes,
      signal: AbortSignal.any([stop.signal, this.#desk.signal]),
      onOutput: (stream, text) => {
        append(terminal, text);
        spoken.printed(id, stream, text);
      },
    });
    const ended = run.then(({ end, ms }) => {
      const exit = (terminal.exit = statusOf(end));
      const code = exit.exitCode ?? undefined;
      const how = code === undefined ? (exit.signal ?? 'ended') : `exit ${code}`;
      spoken.line(how, endPart(id, { ok: code === 0, ms, code, result: code === undefined ? how : '' }));
      return exit;
    });
    const limit = Math.min(Math.max(1, outputByteLimit ?? maxOutputBytes), maxOutputBytes);
    const terminal: Terminal = { stop, limit, ended, output: '', truncated: false, exit: undefined };
    return terminal;
  }
}

/** The line that is asked for and run. What is set for it is part of it, so that a person sees it, too. */
function readCommand({ command, args, env }: CreateTerminalRequest): string {
  const set = env ?? [];
  if (set.length > maxEnvironment)
    throw refusal(`it sets ${set.length} variables; at most ${maxEnvironment} are taken`);
  const wrong = set.find(({ name }) => !/^[A-Za-z_]\w*$/.test(name));
  if (wrong) throw refusal('the name of a variable is no name');
  const line = args && args.length > 0 ? quoteCommand([command, ...args]) : command.trim();
  const variables = set.map(({ name, value }) => `${name}=${quoteCommand([value])}`);
  const whole = [...variables, line].join(' ');
  if (line === '' || /(?![\n\t])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u.test(whole))
    throw refusal('the command is empty or has control characters in it');
  if (whole.length > 1_000) throw refusal('the command is too long for a person to judge; put it into a file');
  return whole;
}

/** By the protocol what is beyond the limit goes from the beginning, between two characters. */
function append(terminal: Terminal, text: string): void {
  const bytes = Buffer.from(terminal.output + text);
  if (bytes.length <= terminal.limit) {
    terminal.output += text;
    return;
  }
  terminal.truncated = true;
  terminal.output = bytes
    .subarray(bytes.length - terminal.limit)
    .toString()
    .replace(/^\uFFFD+/, '');
}

function statusOf(end: CommandEnd): TerminalExitStatus {
  switch (end.kind) {
    case 'exited':
      return { exitCode: end.code };
    case 'signalled':
      return { signal: end.signal };
    case 'timed-out':
    case 'aborted':
      return { signal: 'SIGTERM' };
    case 'not-started':
      return { exitCode: 127 };
  }
}

function refusal(reason: string): RequestError {
  return RequestError.invalidParams(undefined, reason);
}
