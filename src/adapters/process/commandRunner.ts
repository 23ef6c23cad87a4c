import { spawn, type ChildProcess } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import type { Confinement } from '../../app/ports/confinement.ts';
import type { CommandEnd, CommandRequest, CommandRun, CommandRunner } from '../../app/ports/commandRunner.ts';
import { parseCommand } from '../../domain/agent/parseCommand.ts';
import { baseEnvironment } from './baseEnvironment.ts';
import { signalGroup } from './endGroup.ts';
import { OutputBuffer } from './outputBuffer.ts';
import { endMarked, runMark, type ProcessRecord, type RecordedRun } from './processRecord.ts';
import { whyNotStarted } from './whyNotStarted.ts';

/** How a command is ended. */
export interface CommandRunnerOptions {
  readonly record: ProcessRecord;
  /** Between the request to end and the order to end, in ms. */
  readonly graceMs?: number;
  /** Confines every command; without, they have the rights of whoever runs the swarm. */
  readonly confinement?: Confinement;
}

/** How long a command's children may still print after it has exited. */
const drainMs = 200;

/** Runs commands as process groups of their own, on record until they have ended. */
export function createCommandRunner(options: CommandRunnerOptions): CommandRunner {
  return { run: (request) => runCommand(request, options) };
}

async function runCommand(request: CommandRequest, options: CommandRunnerOptions): Promise<CommandRun> {
  const began = performance.now();
  const buffer = new OutputBuffer(request.maxOutputBytes, request.onOutput);
  const end = await startAndWait(request, options, buffer);
  return { end, ...buffer.end(), ms: performance.now() - began };
}

async function startAndWait(
  request: CommandRequest,
  options: CommandRunnerOptions,
  buffer: OutputBuffer,
): Promise<CommandEnd> {
  if (request.signal.aborted) return { kind: 'aborted' };
  const parsed = parseCommand(request.command);
  if (parsed.kind === 'problem') return { kind: 'not-started', reason: `${parsed.reason}: ${request.command}` };
  const plain = parsed.kind === 'argv' ? parsed.argv : shellFor(parsed.text);
  const { argv, over } = (await options.confinement?.confine({ argv: plain, cwd: request.cwd, env: request.env })) ?? {
    argv: plain,
  };
  const run = options.record.begin();
  try {
    return await supervise({ argv, request, run, graceMs: options.graceMs ?? 2_000 }, buffer);
  } finally {
    // Whatever left the group of the command, or outlived it, ends with it.
    endMarked(run.token);
    run.ended();
    over?.();
  }
}

interface Supervised {
  readonly argv: readonly string[];
  readonly request: CommandRequest;
  readonly run: RecordedRun;
  readonly graceMs: number;
}

function supervise(supervised: Supervised, buffer: OutputBuffer): Promise<CommandEnd> {
  const { argv, request, run } = supervised;
  const [program = '', ...args] = argv;
  const child = spawn(program, args, {
    cwd: request.cwd,
    env: { ...baseEnvironment(), ...request.env, [runMark]: run.token },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that it can be ended with all its children.
    detached: process.platform !== 'win32',
    windowsHide: true,
    windowsVerbatimArguments: program.endsWith('cmd.exe'),
  });
  child.stdout.on('data', (chunk: Buffer) => buffer.add('stdout', chunk));
  child.stderr.on('data', (chunk: Buffer) => buffer.add('stderr', chunk));
  return new Promise((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (child.pid === undefined) resolve({ kind: 'not-started', reason: whyNotStarted(error, program, request.cwd) });
      else reject(error);
    });
    if (child.pid === undefined) return;
    run.started(child.pid).catch(reject);
    const early = endEarly(child, child.pid, supervised);
    void whenOver(child, child.pid).then((end) => {
      early.stop();
      resolve(early.reason() ?? end);
    });
  });
}

/** Ends the group on time-out or abort: first asks, then orders. */
function endEarly(
  child: ChildProcess,
  pid: number,
  { request, graceMs }: Supervised,
): { stop: () => void; reason: () => CommandEnd | undefined } {
  let reason: CommandEnd | undefined;
  let order: NodeJS.Timeout | undefined;
  const end = (why: CommandEnd): void => {
    if (reason || child.exitCode !== null || child.signalCode !== null) return;
    reason = why;
    signalGroup(pid, 'SIGTERM');
    order = setTimeout(() => signalGroup(pid, 'SIGKILL'), graceMs);
  };
  const abort = (): void => end({ kind: 'aborted' });
  const limit = setTimeout(() => end({ kind: 'timed-out', afterMs: request.timeoutMs }), request.timeoutMs);
  request.signal.addEventListener('abort', abort, { once: true });
  const stop = (): void => {
    clearTimeout(limit);
    clearTimeout(order);
    request.signal.removeEventListener('abort', abort);
  };
  return { stop, reason: () => reason };
}

/** Resolves when the command has exited and its output is read; children that keep the pipes open are ended, not waited for. */
function whenOver(child: ChildProcess, pid: number): Promise<CommandEnd> {
  return new Promise((resolve) => {
    let end: CommandEnd = { kind: 'aborted' };
    let drain: NodeJS.Timeout | undefined;
    const finish = (): void => {
      clearTimeout(drain);
      signalGroup(pid, 'SIGKILL');
      child.stdout?.destroy();
      child.stderr?.destroy();
      resolve(end);
    };
    child.once('exit', (code, signal) => {
      end = code === null ? { kind: 'signalled', signal: signal ?? 'unknown' } : { kind: 'exited', code };
      drain = setTimeout(finish, drainMs);
    });
    child.once('close', finish);
  });
}

function shellFor(text: string): readonly string[] {
  return process.platform === 'win32' ? ['cmd.exe', '/d', '/s', '/c', `"${text}"`] : ['/bin/sh', '-c', text];
}
