import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { AgentProcess, AgentProcesses, AgentProcessRequest } from '../../app/ports/agentProcess.ts';
import type { CommandEnd } from '../../app/ports/commandRunner.ts';
import { baseEnvironment } from './baseEnvironment.ts';
import { signalGroup } from './endGroup.ts';
import { endMarked, runMark, type ProcessRecord, type RecordedRun } from './processRecord.ts';
import { whyNotStarted } from './whyNotStarted.ts';

/** Starts programs that are spoken to, on record, so that a later start ends what a killed runner left. */
export function createAgentProcesses(record: ProcessRecord): AgentProcesses {
  return { start: (request) => startAgent(request, record) };
}

function startAgent(request: AgentProcessRequest, record: ProcessRecord): AgentProcess {
  const [program = '', ...args] = request.argv;
  const run = record.begin();
  const child = spawn(program, args, {
    cwd: request.cwd,
    env: { ...baseEnvironment(), ...request.env, [runMark]: run.token },
    stdio: ['pipe', 'pipe', 'pipe'],
    // A group of its own, so that it can be ended with all its children.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  const decoder = new StringDecoder('utf8');
  child.stderr.on('data', (chunk: Buffer) => request.onComplaint(decoder.write(chunk)));
  // A program that is gone takes no more words; how it ended says the rest.
  child.stdin.on('error', () => undefined);
  let order: NodeJS.Timeout | undefined;
  return {
    input: Writable.toWeb(child.stdin),
    output: bytesOf(child),
    ended: untilEnded(child, request, run).finally(() => clearTimeout(order)),
    stop: (graceMs) => {
      const { pid } = child;
      if (pid === undefined || child.exitCode !== null || child.signalCode !== null || order) return;
      signalGroup(pid, 'SIGTERM');
      order = setTimeout(() => signalGroup(pid, 'SIGKILL'), graceMs);
    },
  };
}

/** stdout as a stream that ends, and does not fail, when the program does. */
function bytesOf(child: ChildProcessWithoutNullStreams): ReadableStream<Uint8Array> {
  const chunks: ReadableStream = Readable.toWeb(child.stdout);
  return chunks;
}

async function untilEnded(
  child: ChildProcessWithoutNullStreams,
  { argv, cwd }: AgentProcessRequest,
  run: RecordedRun,
): Promise<CommandEnd> {
  try {
    const recorded = child.pid === undefined ? Promise.resolve() : run.started(child.pid);
    const end = await new Promise<CommandEnd>((resolve) => {
      child.once('error', (error: NodeJS.ErrnoException) => {
        if (child.pid === undefined) resolve({ kind: 'not-started', reason: whyNotStarted(error, argv[0] ?? '', cwd) });
      });
      child.once('exit', (code, signal) => {
        resolve(code === null ? { kind: 'signalled', signal: signal ?? 'unknown' } : { kind: 'exited', code });
      });
    });
    await recorded;
    return end;
  } finally {
    if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
    // Whatever left the group, or outlived the program, ends with it.
    endMarked(run.token);
    run.ended();
    child.stdout.destroy();
    child.stderr.destroy();
  }
}
