import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createFileTranscript, transcriptFile } from '../adapters/evidence/fileTranscript.ts';
import { readSwarmFolder } from '../adapters/files/readSwarmFolder.ts';
import { ConnectionLost } from '../adapters/socket/connectionLost.ts';
import { openDerivedTokens } from '../adapters/socket/derivedTokens.ts';
import { connectPatiently } from '../adapters/socket/reconnectingClient.ts';
import { socketAddress } from '../adapters/socket/socketAddress.ts';
import { acquireProcessLock } from '../adapters/sqlite/processLock.ts';
import { openSqliteLedger } from '../adapters/sqlite/sqliteLedger.ts';
import { changedSince } from '../adapters/worktree/changedSince.ts';
import { systemClock } from '../adapters/system/systemClock.ts';
import { readYaml } from '../adapters/yaml/readYaml.ts';
import { createOutsideDesk } from '../app/outside/createOutsideDesk.ts';
import { LedgerView } from '../app/outside/ledgerView.ts';
import { notLed, type OutsideConnection } from '../app/outside/outsideSeat.ts';
import type { WorktreePlaces } from '../app/ports/worktreePlaces.ts';
import { createGatedCommands, createHostGate, createPermitGate } from '../app/runner/gatedCommands.ts';
import type { OutsideDesk } from '../app/ports/outsideDesk.ts';
import { toDisposable } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import type { Log } from '../base/log.ts';
import { err, ok, type Result } from '../base/result.ts';
import { toSafeName } from '../domain/agent/refName.ts';
import { sessionId } from '../domain/task/ids.ts';
import { usualWorktree } from '../domain/task/worktreeSpec.ts';
import type { LeaderProblem } from '../protocol/swarmLeader.ts';
import { availableSandbox, createAgentTools, openWorktreePlaces } from './agentTools.ts';

/** A take-over needs well below a second; who has not answered by then is no leader. */
const patienceMs = 3_000;

/** Who an outside agent speaks for. */
export interface OutsidePlace {
  /** Root of the user's checkout. */
  readonly repository: string;
  readonly session: string;
  /** Without, the token follows from the swarm's own keys. */
  readonly token?: string;
  readonly log: Log;
}

/** Puts together what one outside agent has of the swarm; nothing is opened before it is asked for. */
export function openDesk(place: OutsidePlace): OutsideDesk {
  const { repository, session, log } = place;
  const stateFolder = join(repository, '.s2');
  const places = openWorktreePlaces(stateFolder);
  const desk = createOutsideDesk({
    session,
    clock: systemClock,
    log,
    connect: () => connect(place, stateFolder, places),
    lock: () => {
      const lock = acquireProcessLock(join(stateFolder, 'run', `outside-${toSafeName(session)}.lock`));
      return lock && toDisposable(() => lock.release());
    },
    hasChanged: (since) => changedSince(join(stateFolder, 'worktrees', toSafeName(session)), since),
    documents: async () => (await readSwarmFolder(repository, readYaml)).documents,
  });
  return {
    ...desk,
    close: async () => {
      await desk.close();
      await places.close();
    },
  };
}

async function connect(
  place: OutsidePlace,
  stateFolder: string,
  places: WorktreePlaces,
): Promise<Result<OutsideConnection, LeaderProblem>> {
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
    const gate = createPermitGate(client, session);
    const spec = view.current().sessions.get(sessionId(session))?.spec;
    const tools = await createAgentTools({
      repository,
      stateFolder,
      name: session,
      log,
      sandbox: await availableSandbox(),
      hosts: spec?.hosts ?? [],
      askHost: createHostGate(gate),
    });
    return ok({
      client,
      view,
      tools: {
        ...tools,
        commands: createGatedCommands(tools.commands, gate),
        session,
        furnishing: {
          spec: spec?.worktree ?? usualWorktree,
          places,
          onTrouble: () => undefined,
          onUsed: () => undefined,
        },
      },
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
