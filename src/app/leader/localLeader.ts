import { DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import type { Log } from '../../base/log.ts';
import { taskId } from '../../domain/task/ids.ts';
import type { LeaderProblem, SwarmLeader } from '../../protocol/swarmLeader.ts';
import type { OutputChunk, SwarmSnapshot } from '../../protocol/swarmSnapshot.ts';
import type { Coordinator } from '../coordinator/coordinator.ts';
import type { Principal } from '../coordinator/principal.ts';
import type { AgentHost } from '../ports/agentHost.ts';
import { steer } from './steer.ts';

export interface LocalLeaderParts {
  readonly coordinator: Coordinator;
  readonly host: AgentHost;
  readonly log: Log;
  /** Who asked for what comes through this leader. */
  readonly person: string;
  readonly readTranscript: (session: string, maxBytes?: number) => Promise<readonly OutputChunk[]>;
  /** Answers nobody any more, closes the ledger, gives up the lock. */
  readonly close: () => Promise<void>;
}

/** A swarm that this process leads, in the hands of a person. */
export function createLocalLeader(parts: LocalLeaderParts): SwarmLeader {
  const { coordinator, host, log } = parts;
  const owned = new DisposableStore();
  const problems = owned.add(new Emitter<LeaderProblem>());
  const snapshots = owned.add(new Emitter<SwarmSnapshot>());
  const principal: Principal = { kind: 'person', name: parts.person, token: null };
  let ending: Promise<void> | undefined;
  let lastWords = 'The agent host ended unexpectedly. Launch the swarm again: it goes on where it stopped.';
  owned.add(
    coordinator.watchers.add({ onSnapshot: (snapshot) => snapshots.fire(snapshot), onOutput: () => undefined }),
  );
  owned.add(coordinator.onRunnerEnded(({ session, reason }) => log.warn(`the runner of ${session} ended: ${reason}`)));
  owned.add(coordinator.host.onTrouble((sentence) => log.warn(sentence)));
  owned.add(host.onProblem((message) => (log.warn(message), (lastWords = message))));
  owned.add(coordinator.onFault((fault) => problems.fire({ code: fault.code, message: fault.message })));
  void host.ended.then(() => {
    if (!ending && coordinator.stage() !== 'finished') problems.fire({ code: 'host', message: lastWords });
  });

  const end = async (endHost: () => Promise<void>): Promise<void> => {
    await endHost();
    await coordinator.idle();
    owned.dispose();
    await parts.close();
  };
  const stop = (): Promise<void> => {
    ending ??= end(() => host.stop());
    coordinator.ending.requestStop();
    return ending;
  };
  owned.add(
    coordinator.ending.onStopRequested(() => {
      if (ending) return;
      problems.fire({ code: 'stopped', message: 'The swarm was stopped from elsewhere. Launch it again to go on.' });
      void stop();
    }),
  );
  return {
    onSnapshot: snapshots.event,
    onOutput: coordinator.onOutput,
    onProblem: problems.event,
    follow: (from, listener) => coordinator.subscribe(from, (sealed) => listener(sealed.body)),
    snapshot: () => coordinator.snapshot(),
    transcript: parts.readTranscript,
    ...steer(
      (request, key) =>
        coordinator.handle(request, {
          principal,
          signal: new AbortController().signal,
          ...(key === undefined ? {} : { key }),
        }),
      (task) => {
        const known = coordinator.state.tasks.get(taskId(task));
        return known?.progress.stage === 'claimed' ? { session: known.progress.by, epoch: known.epoch } : undefined;
      },
    ),
    stop,
    leave: () => (ending ??= end(() => host.leave())),
    dispose: () => owned.dispose(),
  };
}
