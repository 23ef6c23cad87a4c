import { methods, PROTOCOL_VERSION, RequestError, type ClientConnection } from '@agentclientprotocol/sdk';
import * as z from 'zod';
import { introduction } from './connectAgent.ts';

/** The agent cannot be worked with as it is set up here: a fault of the place, which says nothing about the work. */
export class AgentUnusable extends Error {
  override readonly name = 'AgentUnusable';
}

/** Code by which agents say that nobody has logged in (schema of the protocol, `ErrorCode`). */
const authRequired = -32_000;

// Of what an agent answers, the parts that are used; the SDK hands answers on as they came.
const helloSchema = z.object({
  protocolVersion: z.number(),
  agentCapabilities: z
    .object({
      loadSession: z.boolean().optional(),
      sessionCapabilities: z.object({ resume: z.unknown() }).partial().nullish(),
    })
    .nullish(),
});
const openedSchema = z.object({ sessionId: z.string().min(1).max(500) });

/** A conversation to speak in; `resumed` when it is an earlier one. */
export interface OpenedConversation {
  readonly id: string;
  readonly resumed: boolean;
}

/** Introduces us, and opens a conversation in a folder: the earlier one where the agent can, else a new one. Throws `AgentUnusable`. */
export async function openConversation(
  { agent }: ClientConnection,
  cwd: string,
  earlier: string | undefined,
): Promise<OpenedConversation> {
  const hello = helloSchema.safeParse(await agent.request(methods.agent.initialize, introduction));
  if (!hello.success)
    throw new AgentUnusable('it does not speak the Agent Client Protocol: it answers `initialize` otherwise');
  const { protocolVersion, agentCapabilities } = hello.data;
  if (protocolVersion !== PROTOCOL_VERSION)
    throw new AgentUnusable(
      `it speaks version ${protocolVersion} of the Agent Client Protocol, and this is ${PROTOCOL_VERSION}`,
    );
  const canResume = agentCapabilities?.sessionCapabilities?.resume;
  const how =
    canResume !== undefined && canResume !== null
      ? methods.agent.session.resume
      : agentCapabilities?.loadSession
        ? methods.agent.session.load
        : undefined;
  if (earlier !== undefined && how !== undefined && (await isReopened(agent, how, { sessionId: earlier, cwd })))
    return { id: earlier, resumed: true };
  const opened = openedSchema.safeParse(await agent.request(methods.agent.session.new, { cwd, mcpServers: [] }));
  if (!opened.success) throw new AgentUnusable('it does not speak the Agent Client Protocol: it opens no session');
  return { id: opened.data.sessionId, resumed: false };
}

/** An agent may have forgotten a conversation: then a new one is as good as it gets. */
async function isReopened(
  agent: ClientConnection['agent'],
  how: string,
  earlier: { readonly sessionId: string; readonly cwd: string },
): Promise<boolean> {
  try {
    await agent.request(how, { ...earlier, mcpServers: [] });
    return true;
  } catch (error) {
    if (error instanceof RequestError && error.code !== authRequired) return false;
    throw error;
  }
}

/** Whether an agent says that nobody has logged in. */
export function isLoginMissing(error: unknown): boolean {
  return error instanceof RequestError && error.code === authRequired;
}
