import type { SocketProblemCode } from '../../protocol/socketProblems.ts';

/** The connection to the coordinator is lost, or was never made. */
export class ConnectionLost extends Error {
  /** Why the leader ended it; `gone` when it did not say. */
  readonly code: SocketProblemCode | 'gone';

  constructor(message: string, code: ConnectionLost['code'] = 'gone', cause?: unknown) {
    super(message, { cause });
    this.name = 'ConnectionLost';
    this.code = code;
  }
}
