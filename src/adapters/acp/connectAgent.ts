import {
  client,
  methods,
  ndJsonStream,
  PROTOCOL_VERSION,
  RequestError,
  type ClientConnection,
} from '@agentclientprotocol/sdk';
import type { AgentProcess } from '../../app/ports/agentProcess.ts';
import { readTextLines, writeTextFile } from './fileRequests.ts';
import { guardStream, type GuardedStream } from './guardStream.ts';
import type { AcpLimits } from './limits.ts';
import { answerPermission, type PermissionDesk } from './permissions.ts';
import { showUpdate, type TurnReport } from './showUpdate.ts';
import type { Terminals } from './terminals.ts';

/** What an agent's words and requests are answered with. */
export interface TurnDesk extends PermissionDesk {
  readonly terminals: Terminals;
  readonly report: TurnReport;
  readonly limits: AcpLimits;
  /** The conversation that is listened to; undefined before there is one, and while an earlier one is told again. */
  readonly conversation: () => string | undefined;
  /** Called for whatever the agent sends. */
  readonly heard: () => void;
}

/** An agent that can be spoken to. */
export interface ConnectedAgent extends Pick<GuardedStream, 'firstStray' | 'fault'> {
  readonly connection: ClientConnection;
}

/** So many questions of an agent may wait for an answer at once. */
const maxOpenRequests = 16;

/** Speaks the protocol with a program that was started. What it asks for is answered as long as its conversation is the one that is listened to. */
export function connectAgent(agent: AgentProcess, desk: TurnDesk): ConnectedAgent {
  const { messages, firstStray, fault } = guardStream(agent.output, desk.limits);
  const stream = ndJsonStream(agent.input, messages, { maxMessageBytes: desk.limits.messageBytes });
  let open = 0;
  const answer = async <P extends { readonly sessionId: string }, R>(
    params: P,
    use: (params: P) => Promise<R>,
  ): Promise<R> => {
    desk.heard();
    if (params.sessionId !== desk.conversation())
      throw RequestError.invalidParams(undefined, 'there is no such session here');
    if (open >= maxOpenRequests) throw RequestError.invalidRequest(undefined, 'too many requests at once');
    open += 1;
    try {
      return await use(params);
    } finally {
      open -= 1;
      desk.heard();
    }
  };
  const { session, fs, terminal } = methods.client;
  const { terminals } = desk;
  const connection = client({ name: 's2-swarm' })
    .onNotification(session.update, ({ params }) => {
      desk.heard();
      if (params.sessionId === desk.conversation()) showUpdate(params.update, desk.spoken, desk.report);
    })
    .onRequest(session.requestPermission, ({ params }) => answer(params, (asked) => answerPermission(asked, desk)))
    .onRequest(fs.readTextFile, ({ params }) => answer(params, (asked) => readTextLines(asked, desk.place)))
    .onRequest(fs.writeTextFile, ({ params }) => answer(params, (asked) => writeTextFile(asked, desk)))
    .onRequest(terminal.create, ({ params }) => answer(params, (asked) => terminals.create(asked)))
    .onRequest(terminal.output, ({ params }) => answer(params, async (asked) => terminals.output(asked.terminalId)))
    .onRequest(terminal.waitForExit, ({ params }) => answer(params, (asked) => terminals.waitForExit(asked.terminalId)))
    .onRequest(terminal.kill, ({ params }) => answer(params, (asked) => terminals.kill(asked.terminalId)))
    .onRequest(terminal.release, ({ params }) => answer(params, (asked) => terminals.release(asked.terminalId)))
    .connect(stream);
  return { connection, firstStray, fault };
}

/** What this client can do for an agent, and who it is. */
export const introduction = {
  protocolVersion: PROTOCOL_VERSION,
  clientCapabilities: { fs: { readTextFile: true, writeTextFile: true }, terminal: true },
  clientInfo: { name: 's2-swarm', title: 'S² Swarm', version: '0.1.0' },
} as const;
