import { assertNever } from '../../base/assertNever.ts';
import type { CoordinatorClient } from '../../protocol/coordinatorClient.ts';
import type { Clock } from '../ports/clock.ts';
import type { Attempt } from './attempt.ts';
import { sendReport, type Report } from './sendReport.ts';

/** The claim that a report is made under. */
export interface ReportedClaim {
  readonly task: string;
  readonly session: string;
  readonly epoch: number;
}

/** `reason` travels in a field of 4,000 characters. */
const maxReason = 2_000;

/**
 * Tells the coordinator what an attempt came to. A report that it does not take becomes a failure that says why, because a
 * claim that is held in silence stops everybody who waits for it. Rejects when that is not taken either; a claim that has
 * ended, or a coordinator that is gone, takes no report and needs none.
 */
export async function reportAttempt(
  to: { readonly client: CoordinatorClient; readonly clock: Clock },
  claim: ReportedClaim,
  attempt: Attempt,
): Promise<void> {
  if (attempt.kind === 'fault') {
    await sendReport(to, { verb: 'progress', ...claim, note: `given back: ${attempt.reason}`.slice(0, maxReason) });
  }
  const refusal = await sendReport(to, reportOf(attempt, claim));
  if (!refusal) return;
  const reason = `its result was not accepted: ${refusal.message}`.slice(0, maxReason);
  const again = await sendReport(to, { verb: 'fail', ...claim, reason, evidence: [] });
  if (again) throw new Error(`${claim.session} cannot report on ${claim.task}: ${again.message}`);
}

function reportOf(attempt: Attempt, claim: ReportedClaim): Report {
  switch (attempt.kind) {
    case 'complete':
      return { verb: 'complete', ...claim, commit: attempt.commit, evidence: [...attempt.evidence] };
    case 'fail':
      return {
        verb: 'fail',
        ...claim,
        reason: attempt.reason.slice(0, maxReason),
        evidence: [...attempt.evidence],
        ...(attempt.command
          ? { command: { ...attempt.command, command: attempt.command.command.slice(0, maxReason) } }
          : {}),
      };
    case 'blocked':
      return {
        verb: 'reportBlocker',
        ...claim,
        reason: attempt.reason.slice(0, maxReason),
        needs: [...attempt.needs],
        ...(attempt.on === undefined ? {} : { on: attempt.on.slice(0, 200) }),
      };
    case 'handed-over':
      return { verb: 'release', ...claim, reason: 'stalled', note: attempt.note };
    case 'dropped':
      return { verb: 'release', ...claim, reason: 'stopped' };
    case 'fault':
      return { verb: 'release', ...claim, reason: 'released' };
    default:
      return assertNever(attempt);
  }
}
