import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Result } from '../../base/result.ts';
import type { AnswerOf, CoordinatorClient } from '../../protocol/coordinatorClient.ts';
import type { Problem, Request } from '../../protocol/verbs.ts';
import { connectCoordinator, type SocketClient } from './connectCoordinator.ts';
import { ConnectionLost } from './connectionLost.ts';

export interface ReconnectOptions {
  readonly address: string;
  readonly token: string;
  /** How long a leader may be missing before the client gives up. */
  readonly patienceMs: number;
  /** Hands every ledger entry above `from` (asked once, on the first connection) to `onEntry` once and in order, through any number of leaders. */
  readonly entries?: { readonly from: () => number | Promise<number>; readonly onEntry: (body: string) => void };
  /** Called with each new connection, the first one included, before requests go through it. */
  readonly onConnected?: (client: SocketClient) => Promise<void>;
}

export interface ReconnectingClient extends CoordinatorClient {
  close(): void;
}

const retryEveryMs = 50;
/** How long a request waits that came too fast, ms. */
const slowDownMs = 200;

/**
 * A client that outlives leaders: when the connection is lost it connects to whoever leads next and sends again what was not answered, each
 * request with the key that it had, so that it has one effect. Gives up, and aborts `closed`, when nobody leads within its patience.
 */
export async function connectPatiently(options: ReconnectOptions): Promise<ReconnectingClient> {
  const closed = new AbortController();
  const connected = createConnected(options);
  const open = (): Promise<SocketClient> => connect({ ...options, onConnected: connected }, closed.signal);
  let current = open();
  await current;
  const next = (lost: Promise<SocketClient>): Promise<SocketClient> => {
    if (current === lost) {
      current = open();
      current.catch(() => closed.abort());
    }
    return current;
  };
  const request = async <R extends Request>(
    sent: R,
    key: string = randomUUID(),
  ): Promise<Result<AnswerOf<R['verb']>, Problem>> => {
    for (let connecting = current; ; connecting = next(connecting)) {
      const client = await connecting;
      try {
        return await askSlowly(() => client.request(sent, key));
      } catch (cause) {
        if (!(cause instanceof ConnectionLost) || closed.signal.aborted) throw cause;
      }
    }
  };
  watchConnection(() => current, next, closed.signal);
  return {
    request,
    closed: closed.signal,
    close: () => {
      closed.abort();
      current.then(
        (client) => client.close(),
        () => undefined,
      );
    },
  };
}

/** Subscribes on each new connection, from the last entry that came on any of them: entries have no gaps, so they are counted. */
function createConnected({ entries, onConnected }: ReconnectOptions): (client: SocketClient) => Promise<void> {
  let last: number | undefined;
  return async (client) => {
    await onConnected?.(client);
    if (!entries) return;
    let next = (last ??= await entries.from());
    const subscribed = await client.subscribe(next, (body) => {
      last = next += 1;
      entries.onEntry(body);
    });
    if (!subscribed.ok) client.close();
  };
}

/** Asks again, by the same key, for as long as the leader says that requests come too fast: that is no answer. */
async function askSlowly<R>(ask: () => Promise<Result<R, Problem>>): Promise<Result<R, Problem>> {
  for (;;) {
    const answer = await ask();
    if (answer.ok || (answer.error.code !== 'rate-limited' && answer.error.code !== 'too-many-waiting')) return answer;
    await sleep(slowDownMs);
  }
}

/** Reconnects also when nothing is asked: a watcher only listens. */
function watchConnection(
  current: () => Promise<SocketClient>,
  next: (lost: Promise<SocketClient>) => Promise<SocketClient>,
  closed: AbortSignal,
): void {
  const connecting = current();
  connecting.then(
    (client) => {
      client.closed.addEventListener('abort', () => {
        if (closed.aborted) return;
        next(connecting).then(
          () => watchConnection(current, next, closed),
          () => undefined,
        );
      });
    },
    () => undefined,
  );
}

async function connect(options: ReconnectOptions, closed: AbortSignal): Promise<SocketClient> {
  const until = performance.now() + options.patienceMs;
  for (;;) {
    try {
      const client = await connectCoordinator(options);
      await options.onConnected?.(client);
      return client;
    } catch (cause) {
      if (!(cause instanceof ConnectionLost) || closed.aborted || performance.now() > until) throw cause;
      await sleep(retryEveryMs);
    }
  }
}
