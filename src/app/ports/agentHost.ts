import type { Event } from '../../base/emitter.ts';

/** The process that runs the agents of a swarm, as seen by the leader that started it. */
export interface AgentHost {
  /** Something a person should know, one sentence each; the host goes on unless it ends. */
  readonly onProblem: Event<string>;
  /** Resolves when the process is gone, for whatever reason. */
  readonly ended: Promise<void>;
  /** Waits until the host, which was told to stop over its connection, is gone; ends it by force when it takes too long. */
  stop(): Promise<void>;
  /** Lets go of it: it goes on by itself when this process ends. */
  leave(): Promise<void>;
}
