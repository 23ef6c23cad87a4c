import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import type { Log } from '../../base/log.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { taskId } from '../../domain/task/ids.ts';
import type { LeaderProblem, SwarmLeader } from '../../protocol/swarmLeader.ts';
import type { OutputChunk, SwarmSnapshot } from '../../protocol/swarmSnapshot.ts';
import type { Problem, Request } from '../../protocol/verbs.ts';
import type { Coordinator } from '../coordinator/coordinator.ts';
import type { Principal } from '../coordinator/principal.ts';
import type { AgentHost } from '../ports/agentHost.ts';
import type { Clock } from '../ports/clock.ts';

export interface SwarmLeaderParts {
  readonly coordinator: Coordinator;
  readonly host: AgentHost;
  readonly clock: Clock;
  readonly log: Log;
  /** Who asked for what comes through this leader. */
  readonly person: string;
  readonly readTranscript: (session: string) => Promise<readonly OutputChunk[]>;
  /** Closes the socket, the ledger and the locks, in this order, after the host is gone. */
  readonly close: () => Promise<void>;
}

const snapshotEveryMs = 50;

/** A running swarm in the hands of a person: the coordinator, its agent host, and how both end together. */
export function createSwarmLeader(parts: SwarmLeaderParts): SwarmLeader {
  const { coordinator, host, log } = parts;
  const owned = new DisposableStore();
  const problems = owned.add(new Emitter<LeaderProblem>());
  const snapshots = owned.add(createSnapshots(coordinator, parts.clock));
  const principal: Principal = { kind: 'person', name: parts.person, token: null };
  let stopping: Promise<void> | undefined;
  let lastWords = 'The agent host ended unexpectedly. Launch the swarm again: it goes on where it stopped.';
  owned.add(
    host.onEvent((event) => {
      if (event.type === 'runner-ended') {
        log.warn(`the runner of ${event.session} ended: ${event.reason}`);
        coordinator.lose(event.session, event.forGood);
      } else {
        log.warn(event.message);
        lastWords = event.message;
      }
    }),
  );
  // A host whose sessions have nothing left to do ends by itself.
  void host.ended.then(() => {
    if (!stopping && coordinator.stage() !== 'finished') problems.fire({ code: 'host', message: lastWords });
  });
  owned.add(coordinator.onFault((fault) => problems.fire({ code: fault.code, message: fault.message })));

  const ask = async (request: Request): Promise<Result<void, LeaderProblem>> => {
    const answer: Result<unknown, Problem> = await coordinator.handle(request, {
      principal,
      signal: new AbortController().signal,
    });
    return answer.ok ? ok(undefined) : err(answer.error);
  };
  const stop = async (): Promise<void> => {
    coordinator.finish();
    await host.stop();
    await coordinator.idle();
    coordinator.dispose();
    await parts.close();
  };
  return {
    onSnapshot: snapshots.event,
    onOutput: coordinator.onOutput,
    onProblem: problems.event,
    snapshot: () => coordinator.snapshot(),
    transcript: parts.readTranscript,
    why: (subject) => coordinator.why(subject),
    pause: () => ask({ verb: 'pause' }),
    resume: () => ask({ verb: 'resume' }),
    claim: (task, session) => ask({ verb: 'claim', task, session }),
    release: async (task) => {
      const known = coordinator.state.tasks.get(taskId(task));
      const by = known?.progress.stage === 'claimed' ? known.progress.by : undefined;
      if (!known || by === undefined) return err({ code: 'unknown', message: `Nobody works on ${task}.` });
      return ask({ verb: 'release', task, session: by, epoch: known.epoch, reason: 'released' });
    },
    reopen: (task) => ask({ verb: 'reopen', task }),
    clearBlocker: (blocker) => ask({ verb: 'clearBlocker', blocker }),
    stop: () => (stopping ??= stop()),
    dispose: () => owned.dispose(),
  };
}

/** Whole snapshots at a bounded rate: the first change is told at once, those that come right after it together. */
function createSnapshots(coordinator: Coordinator, clock: Clock): Emitter<SwarmSnapshot> {
  const emitter = new Emitter<SwarmSnapshot>();
  const owned = new DisposableStore();
  let resting: Disposable | undefined;
  let changed = false;
  const tell = (): void => {
    changed = false;
    resting = clock.after(snapshotEveryMs, () => {
      resting = undefined;
      if (changed) tell();
    });
    emitter.fire(coordinator.snapshot());
  };
  owned.add(
    coordinator.onChange(() => {
      changed = true;
      if (!resting) tell();
    }),
  );
  const release = emitter.dispose.bind(emitter);
  return Object.assign(emitter, {
    dispose: () => {
      owned.dispose();
      resting?.dispose();
      release();
    },
  });
}
