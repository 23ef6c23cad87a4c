import type { Disposable } from '../../base/disposable.ts';
import type { Log } from '../../base/log.ts';
import type { CoordinatorClient } from '../../protocol/coordinatorClient.ts';
import type { Problem } from '../../protocol/verbs.ts';
import type { Clock } from '../ports/clock.ts';
import type { ReportedClaim } from './reportAttempt.ts';

/** A silent command of a claim that was taken away is ended within this time and one answer. */
const askEveryMs = 1_000;

/** Asks the coordinator once a second, one question at a time, whether the claim still holds: a silent command asks nothing itself. */
export function watchClaim(options: {
  readonly client: CoordinatorClient;
  readonly clock: Clock;
  readonly log: Log;
  readonly claim: ReportedClaim;
  readonly onRefused: (problem: Problem) => void;
}): Disposable {
  const { client, clock, log, onRefused } = options;
  const { session, task, epoch } = options.claim;
  let asking = false;
  const ask = async (): Promise<void> => {
    asking = true;
    try {
      const answer = await client.request({ verb: 'heartbeat', session, claim: { task, epoch } });
      if (!answer.ok) onRefused(answer.error);
    } catch (error) {
      // The loss of the connection is told by the client's `closed`.
      log.warn('A heartbeat was not heard.', { session, error: String(error) });
    } finally {
      asking = false;
    }
  };
  return clock.every(askEveryMs, () => {
    if (!asking) void ask();
  });
}
