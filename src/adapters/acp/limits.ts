/** Bounds on what an outside agent may take; times in ms. */
export interface AcpLimits {
  /** From its start until it is ready for a prompt. */
  readonly startMs: number;
  /** Without a word while it is at work; waiting for a person or for a command of ours does not count. */
  readonly stallMs: number;
  /** One turn. */
  readonly turnMs: number;
  /** From being told to cancel until it is ended. */
  readonly cancelMs: number;
  /** From being asked to end until it is killed. */
  readonly graceMs: number;
  /** One message of it. */
  readonly messageBytes: number;
  /** All that it sends in one turn. */
  readonly turnBytes: number;
  /** What is kept and shown of its words. */
  readonly outputBytes: number;
  /** Lines on its stdout that are no messages of the protocol: a banner is forgiven, a stream is not. */
  readonly strayLines: number;
}

export const acpLimits: AcpLimits = {
  startMs: 120_000,
  stallMs: 20 * 60_000,
  turnMs: 6 * 60 * 60_000,
  cancelMs: 1_000,
  graceMs: 500,
  messageBytes: 8 * 1024 * 1024,
  turnBytes: 256 * 1024 * 1024,
  outputBytes: 4 * 1024 * 1024,
  strayLines: 200,
};
