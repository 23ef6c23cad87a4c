import { TokenBucket } from '../../base/tokenBucket.ts';
import type { SocketProblem } from '../../protocol/socketProblems.ts';
import type { SocketLimits } from './limits.ts';

/** A connection that has not said who it is. */
export interface Stranger {
  /** Gives it a place as `principal`, or says why there is none. */
  admit(principal: string): Place | SocketProblem;
  leave(): void;
}

/** The place of a connection among those of its principal. */
export interface Place {
  /** Whether a message of so many bytes may be answered now. */
  mayAsk(bytes: number): boolean;
  leave(): void;
}

interface Principal {
  readonly rate: TokenBucket;
  connections: number;
}

/** Counts the connections of a server and what each principal asks for. `now` is ms on a clock that is never set. */
export class Admission {
  readonly #limits: SocketLimits;
  readonly #now: () => number;
  /** Oldest first. */
  readonly #strangers = new Map<Stranger, (problem: SocketProblem) => void>();
  /** Also those who have left, so that nobody gets a new burst by connecting again. */
  readonly #principals = new Map<string, Principal>();
  #connections = 0;

  constructor(limits: SocketLimits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  /** Lets a connection in that has to say who it is; `end` is called when it has to make room. */
  enter(end: (problem: SocketProblem) => void): Stranger {
    const oldest = this.#strangers.size >= this.#limits.strangers ? [...this.#strangers][0] : undefined;
    if (oldest) {
      this.#strangers.delete(oldest[0]);
      oldest[1](tooMany('Too many connections have not said who they are, and this is the oldest of them.'));
    }
    const stranger: Stranger = {
      admit: (name) => {
        this.#strangers.delete(stranger);
        return this.#seat(name);
      },
      leave: () => void this.#strangers.delete(stranger),
    };
    this.#strangers.set(stranger, end);
    return stranger;
  }

  #seat(name: string): Place | SocketProblem {
    const { connections, connectionsPerPrincipal } = this.#limits;
    const principal = this.#principalOf(name);
    if (this.#connections >= connections)
      return tooMany(`All ${connections} connections to the leader are taken. Close one, then connect again.`);
    if (principal.connections >= connectionsPerPrincipal)
      return tooMany(`${name} has ${connectionsPerPrincipal} connections already. Close one, then connect again.`);
    const own = new TokenBucket(this.#limits.connectionRate, this.#now());
    let there = true;
    this.#connections += 1;
    principal.connections += 1;
    return {
      mayAsk: (bytes) => {
        const cost = 1 + Math.floor(bytes / this.#limits.bytesPerRequest);
        const now = this.#now();
        return own.take(cost, now) && principal.rate.take(cost, now);
      },
      leave: () => {
        if (!there) return;
        there = false;
        this.#connections -= 1;
        principal.connections -= 1;
      },
    };
  }

  #principalOf(name: string): Principal {
    const known = this.#principals.get(name);
    if (known) return known;
    const principal = { rate: new TokenBucket(this.#limits.principalRate, this.#now()), connections: 0 };
    this.#principals.set(name, principal);
    return principal;
  }
}

function tooMany(message: string): SocketProblem {
  return { code: 'too-many-connections', message };
}
