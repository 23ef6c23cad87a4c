import type { CoordinatorClient } from '../../protocol/coordinatorClient.ts';
import type { Problem, RequestOf } from '../../protocol/verbs.ts';
import type { Clock } from '../ports/clock.ts';
import { backOffMs } from './backOff.ts';
import { pause } from './pause.ts';
import { untilAborted } from './untilAborted.ts';

/** What a runner or the merge queue tells about a task. */
export type Report = RequestOf<
  | 'settle'
  | 'unreserve'
  | 'providerRefused'
  | 'complete'
  | 'fail'
  | 'reportBlocker'
  | 'release'
  | 'progress'
  | 'integrated'
  | 'integratedAll'
  | 'rejected'
  | 'conflicted'
>;

/** A ledger that cannot be written for this many tries, over seven seconds, is told to people by its leader. */
const maxTries = 4;

/**
 * Sends a report until it is taken, refused, or of no concern any more, because its claim has ended or the coordinator is
 * gone. Resolves to why it was refused. Rejects when the coordinator itself is at fault again and again.
 */
export async function sendReport(
  { client, clock }: { readonly client: CoordinatorClient; readonly clock: Clock },
  report: Report,
  key = keyOf(report),
): Promise<Problem | undefined> {
  for (let tries = 1; ; tries += 1) {
    const answer = await untilAborted(client.request(report, key), client.closed);
    if (!answer || answer.ok || answer.error.code === 'stale-epoch') return undefined;
    if (answer.error.code !== 'fault') return answer.error;
    if (tries === maxTries)
      throw new Error(
        `Nobody could be told about ${'task' in report ? report.task : 'a merge'}: ${answer.error.message}`,
      );
    await pause(clock, backOffMs(tries), client.closed);
  }
}

function keyOf(report: Report): string {
  const told = 'merged' in report ? report.merged : [report];
  return `${told.map(({ task, epoch }) => `${task}/${epoch}`).join('+')}/${report.verb}`;
}
