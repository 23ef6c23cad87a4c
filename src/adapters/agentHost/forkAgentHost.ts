import { Emitter } from '../../base/emitter.ts';
import type { AgentHost, AgentHostEvent } from '../../app/ports/agentHost.ts';
import { fromHostSchema, type FromHost, type HostStart, type ToHost } from '../../protocol/hostMessages.ts';
import { forkEntry } from './forkEntry.ts';
import { lastComplaint } from './lastComplaint.ts';

const maxWords = 4_096;
/** Longer than the host gives its runners. */
const stopMs = 15_000;

/** Starts the agent host as a process of its own and tells it what to run; it ends when this process does. */
export function forkAgentHost(start: Omit<HostStart, 'type'>): AgentHost {
  const child = forkEntry('host');
  const events = new Emitter<AgentHostEvent>();
  let words = '';
  let settled = false;
  child.stderr?.on('data', (chunk: Buffer) => (words = (words + chunk.toString('utf8')).slice(-maxWords)));
  child.on('message', (raw) => {
    const message = fromHostSchema.safeParse(raw);
    if (!message.success) return;
    settled ||= message.data.type === 'ended' || message.data.type === 'problem';
    const event = toEvent(message.data);
    if (event) events.fire(event);
  });
  const send = (message: ToHost): void => {
    // A host that is gone by now says so by its end.
    if (child.connected) child.send(message, () => undefined);
  };
  const ended = new Promise<void>((resolve) => {
    const end = (why: string): void => {
      if (!settled) events.fire({ type: 'problem', message: describeEnd(lastComplaint(words) || why) });
      settled = true;
      resolve();
    };
    child.once('error', (error) => end(error.message));
    child.once('close', (code, signal) => end(signal === null ? `exit code ${code}` : `ended by ${signal}`));
  });
  send({ type: 'start', ...start });
  return {
    onEvent: events.event,
    ended,
    stop: async () => {
      send({ type: 'stop' });
      const limit = setTimeout(() => child.kill('SIGKILL'), stopMs);
      await ended;
      clearTimeout(limit);
    },
  };
}

function toEvent(message: FromHost): AgentHostEvent | undefined {
  switch (message.type) {
    case 'ready':
    case 'ended':
      return undefined;
    case 'problem':
    case 'runner-ended':
      return message;
  }
}

function describeEnd(why: string): string {
  return `The agent host ended unexpectedly: ${why}. Launch the swarm again: it goes on where it stopped.`;
}
