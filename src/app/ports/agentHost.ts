import type { Event } from '../../base/emitter.ts';

/** What the agent host tells the leader. */
export type AgentHostEvent =
  /** The session's runner has ended; `forGood` when it will not be started again. */
  | { readonly type: 'runner-ended'; readonly session: string; readonly forGood: boolean; readonly reason: string }
  /** The host itself cannot go on; one sentence for a person. */
  | { readonly type: 'problem'; readonly message: string };

/** The process that runs the agents of a swarm, as seen by the leader. */
export interface AgentHost {
  readonly onEvent: Event<AgentHostEvent>;
  /** Resolves when the process is gone, for whatever reason. */
  readonly ended: Promise<void>;
  /** Ends all agents, then the process; resolves when it is gone. */
  stop(): Promise<void>;
}
