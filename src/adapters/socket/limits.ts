import type { Rate } from '../../base/tokenBucket.ts';

/** What one client may take of the leader, so that none harms another. */
export interface SocketLimits {
  /** Requests of one connection. */
  readonly connectionRate: Rate;
  /** Requests of all connections of one principal together. */
  readonly principalRate: Rate;
  /** A message costs one request for each so many bytes that it has begun. */
  readonly bytesPerRequest: number;
  /** A connection that has asked too fast is not read for so long, ms: until then its flood stays its own. */
  readonly restMs: number;
  /** Requests of one connection that wait for something to happen, as `claimNext` does. */
  readonly waitingRequests: number;
  readonly connections: number;
  readonly connectionsPerPrincipal: number;
  /** Connections that have not said who they are; one more ends the oldest of them. */
  readonly strangers: number;
  /** Within so many ms a connection says who it is. */
  readonly helloMs: number;
  readonly helloBytes: number;
  /** Above so many bytes that a client has not read, it is given no entries, snapshots or output until it has read them. */
  readonly tailBytes: number;
  /** Above so many bytes that a client has not read, nothing more is read of it. */
  readonly unreadBytes: number;
  /** A client that has something to read and reads none of it for so long is cut off, ms. */
  readonly stallMs: number;
}

/**
 * The figures, with their reasons. The busiest client that behaves is the runner of a session whose 49 agents (the most that the dashboard is made for)
 * all print without end: each sends at most 40 pieces of output a second (`outputStream.ts`), so 1,960 requests, beside a few for its tasks. A client
 * that asks one thing after the other gets some 3,000 answers a second from a disk of 0.2 ms; nobody but a benchmark does so for seconds.
 */
export const defaultLimits: SocketLimits = {
  // 2,000 a second for the runner above; the burst lets one that was away, or a benchmark, catch up: about 3 s at full speed.
  connectionRate: { capacity: 8_000, perSecond: 2_000 },
  // A principal with two busy connections (a runner that reconnects, a host that also stands by) is not slowed down.
  principalRate: { capacity: 16_000, perSecond: 4_000 },
  // A piece of output (16,384 characters) with its envelope is one request; the longest message (1 MiB) costs 43, for it takes as long to read.
  bytesPerRequest: 24 * 1_024,
  // Long enough that a flood costs 1 % of the time, short enough that a client hit by mistake hardly notices.
  restMs: 100,
  // Each of 49 agents waits for its next task; those of lost connections are given up with them.
  waitingRequests: 128,
  // A machine has some dozens of sessions, windows and commands, with one or two connections each.
  connections: 1_024,
  connectionsPerPrincipal: 128,
  // As many as the system queues (511) are let in at once when all runners connect to a new leader; a client says who it is in its first write, so
  // only a flood of more than that within a millisecond pushes an honest one out, which then comes again.
  strangers: 512,
  helloMs: 5_000,
  // A token has 43 characters.
  helloBytes: 1_024,
  // Four times what the system itself holds for a socket: who is further behind than that is not just busy for a moment.
  tailBytes: 256 * 1_024,
  // One snapshot of 1,000 tasks fits in; 1,024 connections with as much take 1 GiB at the very worst.
  unreadBytes: 1_024 * 1_024,
  // A process that was stopped in a debugger or by a sleeping machine comes back later than that, and then reconnects.
  stallMs: 60_000,
};
