import type { Ledger } from '../../../src/app/ports/ledger.ts';
import type { CoordinatorService } from '../../../src/app/ports/coordinatorService.ts';
import type { Signer } from '../../../src/domain/witness/checkpoint.ts';

/** Where a leader may be killed: around the signing of a checkpoint, the append of a batch, and the reply to a client. */
export const failpoints = [
  'before-sign',
  'after-sign',
  'before-append',
  'after-append',
  'before-reply',
  'after-reply',
] as const;
export type Failpoint = (typeof failpoints)[number];

/** Kills this process with SIGKILL when `point` is reached for the `count`-th time. */
export class Failpoints {
  readonly #point: string;
  #left: number;

  constructor(point: string, count: number) {
    this.#point = point;
    this.#left = count;
  }

  reach(point: Failpoint): void {
    if (point !== this.#point) return;
    this.#left -= 1;
    if (this.#left === 0) process.kill(process.pid, 'SIGKILL');
  }

  wrapSigner(signer: Signer): Signer {
    return {
      ...signer,
      sign: (message) => {
        this.reach('before-sign');
        const signature = signer.sign(message);
        this.reach('after-sign');
        return signature;
      },
    };
  }

  wrapLedger(ledger: Ledger): Ledger {
    return {
      append: async (batch) => {
        this.reach('before-append');
        const outcome = await ledger.append(batch);
        this.reach('after-append');
        return outcome;
      },
      read: (after) => ledger.read(after),
      checkpoints: () => ledger.checkpoints(),
      close: () => ledger.close(),
    };
  }

  /** The socket server writes the reply in the same turn in which `handle` resolves: the next turn is after it. */
  wrapService(service: CoordinatorService): CoordinatorService {
    return {
      authenticate: (token) => {
        const access = service.authenticate(token);
        return (
          access && {
            ...access,
            handle: async (request, asked) => {
              const answer = await access.handle(request, asked);
              this.reach('before-reply');
              setImmediate(() => this.reach('after-reply'));
              return answer;
            },
          }
        );
      },
    };
  }
}
