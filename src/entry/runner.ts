import { join } from 'node:path';
import { createFileTranscript, transcriptFile } from '../adapters/evidence/fileTranscript.ts';
import { createFileLog } from '../adapters/process/fileLog.ts';
import { DiskWatch } from '../adapters/places/diskUse.ts';
import { connectPatiently } from '../adapters/socket/reconnectingClient.ts';
import { systemClock } from '../adapters/system/systemClock.ts';
import type { AgentProvider } from '../app/ports/agentProvider.ts';
import { createCommandWords } from '../app/runner/commandWords.ts';
import { createCommandProvider, createUnavailableProvider } from '../app/runner/commandProvider.ts';
import { createGatedCommands, createHostGate, createPermitGate } from '../app/runner/gatedCommands.ts';
import { createSessionRunner, PlaceFault } from '../app/runner/sessionRunner.ts';
import type { Furnishing } from '../app/runner/furnishWorktree.ts';
import type { Log } from '../base/log.ts';
import { sandboxOf } from '../domain/agent/decideSandbox.ts';
import { usualWorktree } from '../domain/task/worktreeSpec.ts';
import { toSafeName } from '../domain/agent/refName.ts';
import type { CoordinatorClient } from '../protocol/coordinatorClient.ts';
import { toRunnerSchema, type FromRunner, type RunnerStart } from '../protocol/hostMessages.ts';
import { createAgentTools, openWorktreePlaces, type AgentTools } from './agentTools.ts';
import { endWithParent } from './endWithParent.ts';
import { leaderPatienceMs } from './leaderPatience.ts';

// A session's runner: started by the agent host, told once what to do, ends with it.
const stop = new AbortController();
endWithParent(stop, 8_000);
process.once('message', (raw) => {
  void begin(raw).then((code) => process.exit(code));
});

async function begin(raw: unknown): Promise<number> {
  try {
    const message = toRunnerSchema.parse(raw);
    return message.type === 'start' ? await runSession(message) : 0;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    tellHost({ type: 'problem', message, forGood: error instanceof PlaceFault });
    return 1;
  }
}

async function runSession(start: RunnerStart): Promise<number> {
  const { session, repository, stateFolder, integrationBranch, address } = start;
  const log = createFileLog(join(stateFolder, 'logs', `${toSafeName(session.id)}.log`));
  const { sandbox } = start;
  const { hosts = [] } = session;
  const client = await connectPatiently({ address, token: session.token, patienceMs: leaderPatienceMs });
  const gate = createPermitGate(client, session.id);
  const place = { repository, stateFolder, name: session.id, log, sandbox, hosts, askHost: createHostGate(gate) };
  const opened = await createAgentTools(place);
  tellHost({ type: 'ready' });
  const places = openWorktreePlaces(stateFolder);
  const disk = new DiskWatch(stateFolder, (error) =>
    log.warn('The disk use of a worktree is not known.', { error: String(error) }),
  );
  const tools = { ...opened, commands: createGatedCommands(opened.commands, gate) };
  const runner = createSessionRunner({
    ...tools,
    client,
    session: session.id,
    branch: session.branch,
    agents: session.agents,
    integrationBranch,
    providerName: session.provider,
    sandbox: sandboxOf(session.provider, sandbox),
    crash: start.crash,
    provider: await createProvider(start, { tools, client, log }),
    furnishing: {
      spec: session.worktree ?? usualWorktree,
      places,
      onTrouble: tellTroubleOnce(),
      onUsed: (name, path) => disk.look(name, path),
    },
    transcript: createFileTranscript(transcriptFile(stateFolder, session.id)),
    clock: systemClock,
    log,
  });
  try {
    await runner.run(stop.signal);
  } finally {
    await disk.close(!stop.signal.aborted);
    await places.close();
  }
  const lost = client.closed.aborted && !stop.signal.aborted;
  if (lost) tellHost({ type: 'problem', message: 'The connection to the coordinator was lost.', forGood: false });
  client.close();
  return lost ? 1 : 0;
}

/** What only some sessions need is evaluated for them alone. */
async function createProvider(
  start: RunnerStart,
  given: { readonly tools: AgentTools; readonly client: CoordinatorClient; readonly log: Log },
): Promise<AgentProvider> {
  const { provider } = start.session;
  const { commands, environment, keepNote } = given.tools;
  if (provider === 'command') {
    const words = createCommandWords(given.client, start.session.id, keepNote);
    return createCommandProvider({ commands, environment, words });
  }
  if (provider === 'acp') {
    const { createAcpSession } = await import('./acpSession.ts');
    return createAcpSession(start, given);
  }
  if (provider === 'vscode-lm') {
    const { createEditorModelProvider } = await import('./editorModelSession.ts');
    return createEditorModelProvider(start, given);
  }
  if (provider !== 'anthropic') return createUnavailableProvider(provider);
  const { createAnthropicProvider } = await import('./anthropicSession.ts');
  return createAnthropicProvider(start, given);
}

/** A set-up that fails again and again is told once; the transcript has every failure. */
function tellTroubleOnce(): Furnishing['onTrouble'] {
  let isTold = false;
  return (reason) => {
    if ((reason !== null) === isTold) return;
    isTold = reason !== null;
    tellHost({ type: 'trouble', reason: reason && reason.slice(0, 4_000) });
  };
}

function tellHost(message: FromRunner): void {
  if (process.connected) process.send?.(message);
}
