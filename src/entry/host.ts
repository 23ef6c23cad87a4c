import { join } from 'node:path';
import { createForkedRunners } from '../adapters/agentHost/forkRunners.ts';
import { createFileLog } from '../adapters/process/fileLog.ts';
import { endLeftovers } from '../adapters/process/processRecord.ts';
import { connectPatiently, type ReconnectingClient } from '../adapters/socket/reconnectingClient.ts';
import { acquireProcessLock, type ProcessLock } from '../adapters/sqlite/processLock.ts';
import { systemClock } from '../adapters/system/systemClock.ts';
import { superviseSessions } from '../app/host/superviseSessions.ts';
import { createMergeQueue } from '../app/integration/mergeQueue.ts';
import type { RunnerProcesses } from '../app/ports/runnerProcess.ts';
import { pause } from '../app/runner/pause.ts';
import type { Log } from '../base/log.ts';
import { usualWorktree } from '../domain/task/worktreeSpec.ts';
import type { HostTrouble } from '../protocol/hostTrouble.ts';
import { toHostSchema, type FromHost, type HostStart } from '../protocol/hostMessages.ts';
import { createAgentTools, openWorktreePlaces, recordFolderOf } from './agentTools.ts';
import { createHostVoice, type HostVoice } from './hostVoice.ts';
import { leaderPatienceMs } from './leaderPatience.ts';
import { standBy } from './standBy.ts';

// The agent host: started by the leader, told once which sessions to run; it goes on when that leader goes.
const stop = new AbortController();
const graceMs = 12_000;
process.on('SIGINT', () => undefined);
process.on('SIGHUP', () => undefined);
process.on('SIGTERM', () => stop.abort());
stop.signal.addEventListener('abort', () => setTimeout(() => process.exit(1), graceMs).unref());
process.once('message', (raw) => {
  void begin(raw).then((code) => process.exit(code));
});

const queueName = 'merge-queue';
const lockWaitMs = 5_000;
const lockRetryMs = 100;

async function begin(raw: unknown): Promise<number> {
  try {
    await runHost(toHostSchema.parse(raw));
    await tellLeader({ type: 'ended' });
    return 0;
  } catch (error) {
    await tellLeader({ type: 'problem', message: error instanceof Error ? error.message : String(error) });
    return 1;
  }
}

async function runHost(start: HostStart): Promise<void> {
  const { stateFolder, repository, integrationBranch, address, hostToken, sandbox } = start;
  const log = createFileLog(join(stateFolder, 'logs', 'host.log'));
  const lock = await becomeOnlyHost(join(stateFolder, 'host.lock'));
  if (!lock) return;
  const places = openWorktreePlaces(stateFolder);
  try {
    const ended = await endLeftovers(recordFolderOf(stateFolder));
    if (ended > 0) log.warn('Commands that a killed run had left were ended.', { ended });
    const tools = await createAgentTools({ repository, stateFolder, name: queueName, log, sandbox });
    await tools.workspace.removeLeftovers();
    await tools.workspace.prepareIntegration(integrationBranch);
    const voice = createHostVoice(log);
    const client = await connectPatiently({
      address,
      token: hostToken,
      patienceMs: leaderPatienceMs,
      onConnected: voice.repeat,
    });
    client.closed.addEventListener('abort', () => stop.abort());
    const done = new AbortController();
    const standing = standBy(start, { log, stop, done: done.signal });
    await tellLeader({ type: 'ready' });
    const onTrouble = (trouble: HostTrouble | null): void =>
      voice.tell(client, { verb: 'hostTrouble', what: 'merge queue', trouble });
    const environment = { ...tools.environment, ...(await places.environmentOf(`~${queueName}`, mostPorts(start))) };
    const queue = createMergeQueue({
      ...tools,
      environment,
      client,
      integrationBranch,
      clock: systemClock,
      log,
      onTrouble,
    });
    // Without its merge queue nothing that the sessions do can count, so either takes the other along.
    const ends = await Promise.allSettled([
      queue.run(stop.signal).catch(stopAndRethrow),
      runSessions(start, client, { log, voice }).catch(stopAndRethrow),
    ]);
    client.close();
    done.abort();
    await standing;
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed) throw failed.reason;
  } finally {
    await places.close();
    lock.release();
  }
}

/** What is verified before a merge may need as many ports as the session that made it. */
function mostPorts({ sessions }: HostStart): number {
  return Math.max(...sessions.map(({ worktree }) => (worktree ?? usualWorktree).ports), 0);
}

function stopAndRethrow(error: unknown): never {
  stop.abort();
  throw error;
}

/** A host that was told to go may need a moment; undefined when this one was told to stop meanwhile. */
async function becomeOnlyHost(file: string): Promise<ProcessLock | undefined> {
  for (let waited = 0; !stop.signal.aborted; waited += lockRetryMs) {
    const lock = acquireProcessLock(file);
    if (lock) return lock;
    if (waited >= lockWaitMs) {
      throw new Error(`Another agent host works on this swarm (${file}). Stop that run, then launch again.`);
    }
    await pause(systemClock, lockRetryMs, stop.signal);
  }
  return undefined;
}

function runSessions(
  start: HostStart,
  client: ReconnectingClient,
  { log, voice }: { readonly log: Log; readonly voice: HostVoice },
): Promise<void> {
  const sessions = start.sessions.map((session) => session.id);
  return superviseSessions(
    {
      sessions,
      processes: forkRunners(start, (session, reason) => {
        const trouble = reason === null ? null : ({ kind: 'fault', reason } as const);
        voice.tell(client, { verb: 'hostTrouble', what: `set-up of ${session}`, trouble });
      }),
      clock: systemClock,
      log,
      onEnded: (ended) => voice.tell(client, { verb: 'runnerEnded', ...ended }),
    },
    stop.signal,
  );
}

function forkRunners(start: HostStart, onTrouble: (session: string, reason: string | null) => void): RunnerProcesses {
  const { address, repository, stateFolder, integrationBranch, sandbox, sessions, name, models } = start;
  const byId = new Map(sessions.map((session) => [session.id, session]));
  return createForkedRunners({
    onTrouble,
    endLeftovers: async (session) => void (await endLeftovers(recordFolderOf(stateFolder), session)),
    startOf: (id, crash) => {
      const session = byId.get(id);
      if (!session) throw new Error(`There is no session ${id} to start.`);
      const access = session.provider === 'anthropic' ? start.access?.[session.credential ?? ''] : undefined;
      const place = { address, repository, stateFolder, integrationBranch, sandbox };
      return {
        type: 'start',
        ...place,
        name,
        ...(models ? { models } : {}),
        session,
        crash,
        ...(access ? { access } : {}),
      };
    },
  });
}

/** Resolves when the message is on its way, or nobody is there to take it. */
function tellLeader(message: FromHost): Promise<void> {
  return new Promise((resolve) => {
    if (!process.connected || !process.send) resolve();
    else process.send(message, undefined, undefined, () => resolve());
  });
}
