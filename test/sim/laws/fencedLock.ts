/** One operation on the lock of one task as a client saw it; `responded` is undefined when the answer never came. */
export interface LockOperation {
  readonly invoked: number;
  readonly responded: number | undefined;
  readonly call: LockCall;
}

/** `granted` is what the client was told; undefined when it was told nothing. */
export type LockCall =
  | { readonly kind: 'claim'; readonly session: string; readonly epoch: number }
  | {
      readonly kind: 'effect';
      readonly ends: 'nothing' | 'claim' | 'submits';
      readonly session: string;
      readonly epoch: number;
      readonly granted: boolean | undefined;
    }
  | {
      readonly kind: 'verdict';
      readonly merged: boolean;
      readonly epoch: number;
      readonly granted: boolean | undefined;
    }
  /** It is one of several that are merged at once: refused when any of them is. */
  | { readonly kind: 'batch'; readonly epoch: number; readonly granted: boolean | undefined }
  /** A person opens what is done, or what has failed, again. */
  | { readonly kind: 'reopen'; readonly granted: boolean | undefined }
  /** A person opens again what this task waits for, `deep` with all that was built on it. */
  | { readonly kind: 'fence'; readonly deep: boolean; readonly granted: boolean | undefined };

interface Lock {
  readonly stage: 'free' | 'held' | 'submitted' | 'done';
  readonly epoch: number;
  readonly by: string;
}

/**
 * Whether a history of one task's fenced lock is linearizable (Wing and Gong's search, with the visited pairs of done operations
 * and lock state remembered): there is an order that keeps the real-time order of answered operations and that a single lock would
 * have answered in the same way. A held lock may be ended by its lease at any time; a submitted one ends by a verdict only.
 */
export function isLinearizable(operations: readonly LockOperation[]): boolean {
  const visited = new Set<string>();
  const search = (done: bigint, lock: Lock): boolean => {
    const state = `${done}/${lock.stage}/${lock.epoch}/${lock.by}`;
    if (visited.has(state)) return false;
    visited.add(state);
    const left = operations.filter((_, at) => (done & (1n << BigInt(at))) === 0n);
    const firstEnd = Math.min(...left.map(({ responded }) => responded ?? Number.POSITIVE_INFINITY));
    if (firstEnd === Number.POSITIVE_INFINITY) return true;
    return operations.some(({ invoked, call }, at) => {
      const bit = 1n << BigInt(at);
      if ((done & bit) !== 0n || invoked > firstEnd) return false;
      return outcomes(lock, call).some((next) => search(done | bit, next));
    });
  };
  return search(0n, { stage: 'free', epoch: 0, by: '' });
}

/** The states that the lock may be in after it has answered `call` as the client was told; none when it would have answered otherwise. */
function outcomes(lock: Lock, call: LockCall): readonly Lock[] {
  switch (call.kind) {
    case 'claim': {
      // Epochs in between belong to claims whose answers were lost.
      const free = lock.stage === 'free' || lock.stage === 'held';
      return free && call.epoch > lock.epoch ? [{ stage: 'held', epoch: call.epoch, by: call.session }] : [];
    }
    case 'effect': {
      const holds = lock.stage === 'held' && lock.epoch === call.epoch && lock.by === call.session;
      const granted = holds ? [afterEffect(lock, call.ends)] : [];
      const refused: Lock = holds ? { ...lock, stage: 'free' } : lock;
      if (call.granted === undefined) return [...granted, refused];
      return call.granted ? granted : [refused];
    }
    case 'verdict': {
      const waits = lock.stage === 'submitted' && lock.epoch === call.epoch;
      const granted: readonly Lock[] = waits ? [{ ...lock, stage: call.merged ? 'done' : 'free' }] : [];
      if (call.granted === undefined) return [...granted, lock];
      if (call.granted) return granted;
      return waits ? [] : [lock];
    }
    case 'batch': {
      const waits = lock.stage === 'submitted' && lock.epoch === call.epoch;
      const granted: readonly Lock[] = waits ? [{ ...lock, stage: 'done' }] : [];
      if (call.granted === undefined) return [...granted, lock];
      return call.granted ? granted : [lock];
    }
    case 'reopen': {
      const opened: readonly Lock[] = lock.stage === 'submitted' ? [] : [{ ...lock, stage: 'free' }];
      if (call.granted === undefined) return [...opened, lock];
      return call.granted ? opened : lock.stage === 'done' ? [] : [lock];
    }
    case 'fence': {
      // Which of the two it was depends on who was at work on what in between.
      if (call.granted === false || lock.stage === 'free') return [lock];
      return lock.stage === 'done' && !call.deep ? [lock] : [lock, { ...lock, stage: 'free' }];
    }
  }
}

function afterEffect(lock: Lock, ends: 'nothing' | 'claim' | 'submits'): Lock {
  if (ends === 'nothing') return lock;
  return { ...lock, stage: ends === 'claim' ? 'free' : 'submitted' };
}
