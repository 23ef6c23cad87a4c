import { closeSync, fstatSync, mkdirSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { Emitter } from '../../base/emitter.ts';
import type { AgentHost } from '../../app/ports/agentHost.ts';
import { fromHostSchema, type HostStart, type ToHost } from '../../protocol/hostMessages.ts';
import { forkEntry } from './forkEntry.ts';
import { lastComplaint } from './lastComplaint.ts';

const maxWords = 4_096;
/** Longer than the host gives its runners. */
const stopMs = 15_000;

/** Starts the agent host as a process of its own, in a process group of its own, and tells it what to run. It outlives this process. */
export function forkAgentHost(start: Omit<HostStart, 'type'>): AgentHost {
  const logs = join(start.stateFolder, 'logs');
  mkdirSync(logs, { recursive: true });
  // A file, not a pipe: the host goes on when this process is gone, and must be able to complain then too.
  const complaints = openSync(join(logs, 'host.stderr'), 'a+', 0o600);
  const before = fstatSync(complaints).size;
  const child = forkEntry('host', { stderr: complaints, detached: true });
  const problems = new Emitter<string>();
  let settled = false;
  child.on('message', (raw) => {
    const message = fromHostSchema.safeParse(raw);
    if (!message.success) return;
    settled ||= message.data.type === 'ended' || message.data.type === 'problem';
    if (message.data.type === 'problem') problems.fire(message.data.message);
  });
  const ended = new Promise<void>((resolve) => {
    const end = (why: string): void => {
      if (!settled) problems.fire(describeEnd(lastComplaint(readFrom(complaints, before)) || why));
      settled = true;
      closeSync(complaints);
      resolve();
    };
    child.once('error', (error) => end(error.message));
    child.once('exit', (code, signal) => end(signal === null ? `exit code ${code}` : `ended by ${signal}`));
  });
  child.send({ type: 'start', ...start } satisfies ToHost, () => undefined);
  return {
    onProblem: problems.event,
    ended,
    stop: async () => {
      const limit = setTimeout(() => child.kill('SIGKILL'), stopMs);
      await ended;
      clearTimeout(limit);
    },
    leave: async () => {
      if (child.connected) child.disconnect();
      child.unref();
    },
  };
}

function readFrom(file: number, from: number): string {
  const buffer = Buffer.alloc(Math.min(maxWords, Math.max(0, fstatSync(file).size - from)));
  readSync(file, buffer, 0, buffer.length, Math.max(from, fstatSync(file).size - buffer.length));
  return buffer.toString('utf8');
}

function describeEnd(why: string): string {
  return `The agent host ended unexpectedly: ${why}.`;
}
