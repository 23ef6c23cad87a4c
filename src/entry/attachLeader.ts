import { join } from 'node:path';
import { transcriptFile } from '../adapters/evidence/fileTranscript.ts';
import { readTranscript } from '../adapters/evidence/readTranscript.ts';
import type { SocketClient } from '../adapters/socket/connectCoordinator.ts';
import { ConnectionLost } from '../adapters/socket/connectionLost.ts';
import { openDerivedTokens } from '../adapters/socket/derivedTokens.ts';
import { connectPatiently } from '../adapters/socket/reconnectingClient.ts';
import { socketAddress } from '../adapters/socket/socketAddress.ts';
import { openSqliteLedger } from '../adapters/sqlite/sqliteLedger.ts';
import { createRemoteLeader } from '../app/leader/remoteLeader.ts';
import { Emitter } from '../base/emitter.ts';
import type { SwarmLeader } from '../protocol/swarmLeader.ts';
import type { OutputChunk, SwarmSnapshot } from '../protocol/swarmSnapshot.ts';

/** A take-over needs well below a second; who has not answered by then is no leader. */
const patienceMs = 3_000;

/** Attaches to the process that leads the swarm in a state folder; undefined when none answers. */
export async function attachLeader(
  stateFolder: string,
  options: { readonly patienceMs: number } = { patienceMs },
): Promise<SwarmLeader | undefined> {
  const tokens = await openDerivedTokens(join(stateFolder, 'keys'));
  const snapshots = new Emitter<SwarmSnapshot>();
  const output = new Emitter<OutputChunk>();
  const entries = new Emitter<string>();
  let first: (snapshot: SwarmSnapshot) => void = () => undefined;
  const shown = new Promise<SwarmSnapshot>((resolve) => (first = resolve));
  const onConnected = async (client: SocketClient): Promise<void> => {
    await client.watch({
      onSnapshot: (snapshot) => {
        first(snapshot);
        snapshots.fire(snapshot);
      },
      onOutput: (chunk) => output.fire(chunk),
    });
  };
  try {
    const client = await connectPatiently({
      address: socketAddress(stateFolder),
      token: tokens.tokenOf('person'),
      patienceMs: options.patienceMs,
      onConnected,
      entries: { from: async () => (await shown).sequence, onEntry: (body) => entries.fire(body) },
    });
    return createRemoteLeader({
      client,
      first: await shown,
      snapshots,
      output,
      entries,
      readEntries: (from) => readEntries(join(stateFolder, 'ledger.db'), from),
      readTranscript: (session, maxBytes) => readTranscript(transcriptFile(stateFolder, session), maxBytes),
    });
  } catch (cause) {
    if (cause instanceof ConnectionLost) return undefined;
    throw cause;
  }
}

function readEntries(file: string, from: number): readonly string[] {
  const ledger = openSqliteLedger(file, { readOnly: true });
  try {
    return Array.from(ledger.read(from), ({ body }) => body);
  } finally {
    ledger.close();
  }
}
