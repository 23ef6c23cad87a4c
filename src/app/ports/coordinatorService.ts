import type { Disposable } from '../../base/disposable.ts';
import type { Result } from '../../base/result.ts';
import type { OutputChunk, SwarmSnapshot } from '../../protocol/swarmSnapshot.ts';
import type { Problem, Request } from '../../protocol/verbs.ts';

/** Who is shown a swarm as it changes. */
export interface Watcher {
  onSnapshot(snapshot: SwarmSnapshot): void;
  onOutput(chunk: OutputChunk): void;
}

/** The coordinator as one authenticated client may use it. */
export interface ClientAccess {
  handle(
    request: Request,
    asked: { readonly key?: string; readonly signal: AbortSignal },
  ): Promise<Result<unknown, Problem>>;
  /** Every ledger entry above `from` as its canonical JSON, past ones first, then live. */
  subscribe(from: number, listener: (body: string) => void): Disposable;
  /** Snapshots and output from now on. */
  watch(watcher: Watcher): Disposable;
}

/** Lets a transport find out on whose behalf a connection speaks. */
export interface CoordinatorService {
  /** The access that this token gives; undefined for a token that was never given out. */
  authenticate(token: string): ClientAccess | undefined;
}
