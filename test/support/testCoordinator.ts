import { createNodeSigner, generateSigningKey } from '../../src/adapters/signing/nodeSigner.ts';
import { nodePrimitives } from '../../src/adapters/signing/nodePrimitives.ts';
import { Coordinator } from '../../src/app/coordinator/coordinator.ts';
import type { Principal } from '../../src/app/coordinator/principal.ts';
import type { Clock } from '../../src/app/ports/clock.ts';
import type { Ledger } from '../../src/app/ports/ledger.ts';
import { Sealer } from '../../src/app/witness/sealer.ts';
import { toDisposable, type Disposable } from '../../src/base/disposable.ts';
import type { Signer } from '../../src/domain/witness/checkpoint.ts';
import { MemoryLedger } from './memoryLedger.ts';

/** A clock that stands still until it is told to move. */
export class ManualClock implements Clock {
  time = 1_000_000;
  /** What the wall clock is ahead of the monotonic one. */
  ahead = 0;
  readonly #timers = new Set<{ readonly ms: number; readonly run: () => void; next: number }>();

  now(): number {
    return this.time + this.ahead;
  }

  monotonic(): number {
    return this.time;
  }

  every(ms: number, run: () => void): Disposable {
    const timer = { ms, run, next: this.time + ms };
    this.#timers.add(timer);
    return toDisposable(() => this.#timers.delete(timer));
  }

  after(ms: number, run: () => void): Disposable {
    const once = this.every(ms, () => {
      once.dispose();
      run();
    });
    return once;
  }

  advance(ms: number): void {
    const end = this.time + ms;
    for (const timer of this.#timers) {
      while (timer.next <= end && this.#timers.has(timer)) {
        this.time = timer.next;
        timer.next += timer.ms;
        timer.run();
      }
    }
    this.time = end;
  }
}

// One key for all tests of a process: making one is slow, and no test depends on its value.
let key: Signer | undefined;

export function testSigner(): Signer {
  key ??= createNodeSigner('test', generateSigningKey());
  return key;
}

export function createTestSealer(): Sealer {
  return new Sealer({ primitives: nodePrimitives, signer: testSigner(), origin: 'test/ledger' });
}

export interface TestCoordinator {
  readonly coordinator: Coordinator;
  readonly ledger: Ledger;
  readonly clock: ManualClock;
}

export function createTestCoordinator(ledger: Ledger = new MemoryLedger(), clock = new ManualClock()): TestCoordinator {
  return { coordinator: new Coordinator({ ledger, createSealer: createTestSealer, clock }), ledger, clock };
}

export const asSession = (session: string): { principal: Principal; signal: AbortSignal } => ({
  principal: { kind: 'session', session, token: `token-of-${session}` },
  signal: new AbortController().signal,
});

/** The runner that the agent host has started for the session. */
export const asRunner = (session: string): { principal: Principal; signal: AbortSignal } => ({
  principal: { kind: 'session', session, token: `token-of-runner-${session}`, runner: true },
  signal: new AbortController().signal,
});

export const asPerson = {
  principal: { kind: 'person', name: 'tester', token: null } as Principal,
  signal: new AbortController().signal,
};
export const asIntegrator = {
  principal: { kind: 'integrator', token: null } as Principal,
  signal: new AbortController().signal,
};
