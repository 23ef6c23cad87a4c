import { existsSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { createFileTranscript, transcriptFile } from '../adapters/evidence/fileTranscript.ts';
import { readSwarmFolder } from '../adapters/files/readSwarmFolder.ts';
import { inspectRepository } from '../adapters/git/inspectRepository.ts';
import { createMcpServer } from '../adapters/mcp/createMcpServer.ts';
import { serveStdio } from '../adapters/mcp/serveStdio.ts';
import { ConnectionLost } from '../adapters/socket/connectionLost.ts';
import { openDerivedTokens } from '../adapters/socket/derivedTokens.ts';
import { connectPatiently } from '../adapters/socket/reconnectingClient.ts';
import { socketAddress } from '../adapters/socket/socketAddress.ts';
import { acquireProcessLock } from '../adapters/sqlite/processLock.ts';
import { openSqliteLedger } from '../adapters/sqlite/sqliteLedger.ts';
import { systemClock } from '../adapters/system/systemClock.ts';
import { readYaml } from '../adapters/yaml/readYaml.ts';
import { createOutsideDesk } from '../app/outside/createOutsideDesk.ts';
import { LedgerView } from '../app/outside/ledgerView.ts';
import { notLed, type OutsideConnection } from '../app/outside/outsideSeat.ts';
import type { OutsideDesk } from '../app/ports/outsideDesk.ts';
import { printable } from '../app/report/printable.ts';
import { toDisposable } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import type { Log } from '../base/log.ts';
import { err, ok, type Result } from '../base/result.ts';
import { toSafeName } from '../domain/agent/refName.ts';
import type { LeaderProblem } from '../protocol/swarmLeader.ts';
import { createAgentTools } from './agentTools.ts';

/** The session's token, when whoever starts the server hands it over. */
export const tokenVariable = 'S2_TOKEN';

/** A take-over needs well below a second; who has not answered by then is no leader. */
const patienceMs = 3_000;

/** Who an MCP server speaks for. */
export interface McpPlace {
  /** Root of the user's checkout. */
  readonly repository: string;
  readonly session: string;
  /** Without, the token follows from the swarm's own keys. */
  readonly token?: string;
  readonly log: Log;
}

/** Serves MCP on standard input and output for one session of the swarm in `folder`; resolves when the client has gone. */
export async function serveMcp(folder: string, session: string): Promise<Result<void, LeaderProblem>> {
  const repository = await inspectRepository(folder);
  if (repository.kind === 'problem') return err(repository);
  const token = process.env[tokenVariable];
  // Commands of the plan are started from here and have no business with it.
  delete process.env[tokenVariable];
  const log = createStderrLog();
  const desk = openDesk({ repository: repository.root, session, log, ...(token === undefined ? {} : { token }) });
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  await serveStdio(createMcpServer({ desk, version: manifest.version, log }), stop.signal);
  await desk.close();
  return ok(undefined);
}

/** Puts together what one outside agent has of the swarm; nothing is opened before it is asked for. */
export function openDesk(place: McpPlace): OutsideDesk {
  const { repository, session, log } = place;
  const stateFolder = join(repository, '.s2');
  return createOutsideDesk({
    session,
    clock: systemClock,
    log,
    connect: () => connect(place, stateFolder),
    lock: () => {
      const lock = acquireProcessLock(join(stateFolder, 'run', `outside-${toSafeName(session)}.lock`));
      return lock && toDisposable(() => lock.release());
    },
    documents: async () => (await readSwarmFolder(repository, readYaml)).documents,
  });
}

async function connect(place: McpPlace, stateFolder: string): Promise<Result<OutsideConnection, LeaderProblem>> {
  const { repository, session, log } = place;
  const ledger = join(stateFolder, 'ledger.db');
  if (!existsSync(ledger)) return err(notLed(repository));
  const token = place.token ?? (await openDerivedTokens(join(stateFolder, 'keys'))).tokenOf(`session/${session}`);
  const entry = new Emitter<void>();
  const view = new LedgerView(openSqliteLedger(ledger, { readOnly: true }));
  try {
    const client = await connectPatiently({
      address: socketAddress(stateFolder),
      token,
      patienceMs,
      entries: { from: () => view.current().sequence, onEntry: () => entry.fire() },
    });
    const tools = await createAgentTools({ repository, stateFolder, name: session, log });
    return ok({
      client,
      view,
      tools: { ...tools, session },
      transcript: createFileTranscript(transcriptFile(stateFolder, session)),
      onEntry: entry.event,
      close: () => {
        client.close();
        view.dispose();
      },
    });
  } catch (cause) {
    view.dispose();
    if (!(cause instanceof ConnectionLost)) throw cause;
    return err(cause.code === 'unknown-token' ? notAdmitted(session) : notLed(repository));
  }
}

function notAdmitted(session: string): LeaderProblem {
  return {
    code: 'forbidden',
    message: `The token is not one of ${session} in this swarm. \`s2 status\` lists its sessions.`,
  };
}

/** Standard output belongs to the protocol; clients show or keep what a server writes to standard error. */
function createStderrLog(): Log {
  const write = (message: string, detail?: Readonly<Record<string, unknown>>): void => {
    process.stderr.write(`s2 mcp: ${printable(message)}${detail ? ` ${printable(JSON.stringify(detail))}` : ''}\n`);
  };
  return { info: () => undefined, warn: write, error: write };
}
