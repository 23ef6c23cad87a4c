/**
 * What the socket refuses by itself. None of it is a refusal of the closed set, for those are decisions about a swarm, made by the coordinator from its
 * state and the same for every transport; these say that a request never came to be decided, or that a connection ends.
 */
export const socketProblemCodes = [
  /** The request is not one that there is. */
  'malformed',
  /** Asked faster than anybody needs to: the same request may be sent again after a moment. */
  'rate-limited',
  /** So many requests of the connection wait for something to happen that no more of them are taken. */
  'too-many-waiting',
  /** A connection has one subscription and one watch. */
  'already-subscribed',
  /** What was asked for could not be done: the ledger cannot be written or read. */
  'fault',
  /** The connection ends: a message was longer than any may be. */
  'too-long',
  /** The connection ends: the token is not known here. */
  'unknown-token',
  /** The connection ends: it has not said in time who it is. */
  'late-hello',
  /** The connection ends: there are too many, of one principal or in all. */
  'too-many-connections',
] as const;
export type SocketProblemCode = (typeof socketProblemCodes)[number];

/** A problem that the socket itself has; the message is one sentence for a person. */
export interface SocketProblem {
  readonly code: SocketProblemCode;
  readonly message: string;
}
