import type { Log } from '../../base/log.ts';
import type { Clock } from '../ports/clock.ts';
import { createOutputStream, type OutputStream } from '../runner/outputStream.ts';
import type { OutsideConnection } from './outsideSeat.ts';

/** A claim by its names. */
export interface ClaimNames {
  readonly task: string;
  readonly session: string;
  readonly epoch: number;
}

/** Carries what is printed under a claim to the panel and into the transcript; to be closed before the claim is ended. */
export function openStream(
  at: ClaimNames,
  { connection, clock, log }: { readonly connection: OutsideConnection; readonly clock: Clock; readonly log: Log },
): OutputStream {
  const { client, transcript } = connection;
  return createOutputStream({
    client,
    transcript,
    clock,
    log,
    claim: at,
    onRefused: (problem) => log.warn(problem.message, { session: at.session, code: problem.code }),
  });
}
