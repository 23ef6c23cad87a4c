import type { Result } from '../../../src/base/result.ts';
import type { Problem, Request } from '../../../src/protocol/verbs.ts';

/** One request as its client saw it, retries included: when it was first sent, and what came back, if anything ever did. */
export interface Operation {
  readonly client: string;
  readonly request: Request;
  readonly key: string | undefined;
  /** Place in the order of all invocations and responses. */
  readonly invoked: number;
  responded: number | undefined;
  result: Result<unknown, Problem> | undefined;
}

/** Everything that clients asked and were told, in one order. */
export class History {
  readonly operations: Operation[] = [];
  #clock = 0;

  invoke(client: string, request: Request, key: string | undefined): Operation {
    const operation: Operation = {
      client,
      request,
      key,
      invoked: (this.#clock += 1),
      responded: undefined,
      result: undefined,
    };
    this.operations.push(operation);
    return operation;
  }

  respond(operation: Operation, result: Result<unknown, Problem>): void {
    operation.responded = this.#clock += 1;
    operation.result = result;
  }
}
