import { DisposableStore, toDisposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import type { Entry } from '../../domain/witness/entry.ts';
import type { CoordinatorClient } from '../../protocol/coordinatorClient.ts';
import type { LeaderProblem, SwarmLeader } from '../../protocol/swarmLeader.ts';
import type { OutputChunk, SwarmSnapshot } from '../../protocol/swarmSnapshot.ts';
import { steer } from './steer.ts';

export interface RemoteLeaderParts {
  /** Reconnects by itself; aborts `closed` when nobody leads any more. */
  readonly client: CoordinatorClient & { close(): void };
  /** What the leader shows, from the first snapshot on. */
  readonly first: SwarmSnapshot;
  readonly snapshots: Emitter<SwarmSnapshot>;
  readonly output: Emitter<OutputChunk>;
  /** Ledger entries as they come, as canonical JSON. */
  readonly entries: Emitter<string>;
  /** The entries above a sequence that are in the ledger now. */
  readonly readEntries: (from: number) => Iterable<string>;
  readonly readTranscript: (session: string, maxBytes?: number) => Promise<readonly OutputChunk[]>;
}

/** A swarm that another process leads, in the hands of a person. */
export function createRemoteLeader(parts: RemoteLeaderParts): SwarmLeader {
  const { client, snapshots, output } = parts;
  const owned = new DisposableStore();
  const problems = owned.add(new Emitter<LeaderProblem>());
  let latest = parts.first;
  let leaving = false;
  owned.add(snapshots.event((snapshot) => (latest = snapshot)));
  const onGone = (): void => {
    if (leaving || latest.swarm.state === 'finished') return;
    problems.fire({ code: 'ended', message: 'The process that led this swarm has ended. Launch it again to go on.' });
  };
  client.closed.addEventListener('abort', onGone);
  owned.add(toDisposable(() => client.closed.removeEventListener('abort', onGone)));
  const leave = async (): Promise<void> => {
    leaving = true;
    owned.dispose();
    client.close();
  };
  return {
    onSnapshot: snapshots.event,
    onOutput: output.event,
    onProblem: problems.event,
    follow: (from, listener) => {
      let last = from;
      const deliver = (body: string): void => {
        const { sequence } = JSON.parse(body) as Entry;
        if (sequence <= last) return;
        last = sequence;
        listener(body);
      };
      const following = parts.entries.event(deliver);
      for (const body of parts.readEntries(from)) deliver(body);
      return following;
    },
    snapshot: () => latest,
    transcript: parts.readTranscript,
    ...steer(
      (request, key) => client.request(request, key),
      (task) => {
        const known = latest.tasks.find((view) => view.id === task && view.status === 'claimed');
        return known?.session ? { session: known.session, epoch: known.epoch } : undefined;
      },
    ),
    stop: async () => {
      leaving = true;
      // A leader that has finished may be gone already.
      await client.request({ verb: 'stop' }).catch((cause: unknown) => {
        if (!client.closed.aborted) throw cause;
      });
      await gone(client);
      await leave();
    },
    leave,
    dispose: () => void leave(),
  };
}

/** Resolves when nobody answers any more. */
function gone(client: CoordinatorClient): Promise<void> {
  return new Promise((resolve) => {
    if (client.closed.aborted) resolve();
    else client.closed.addEventListener('abort', () => resolve());
  });
}
