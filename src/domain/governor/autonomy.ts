import type { TrackRecord } from './trackRecord.ts';

/** How far a session is trusted: `full` may use all the agents that its plan gives it, `limited` one at a time. */
export type AutonomyLevel = 'full' | 'limited';

/** Outcomes before which nothing is concluded, and the reputation below which trust ends, and from which it is back. */
const leastOutcomes = 3;
const lostBelow = 0.4;
const backFrom = 0.5;

/**
 * The level that a record has earned. It falls by failures and misses, and rises by verified outcomes; the two bounds lie apart, so that a
 * session in between does not go to and fro.
 */
export function earnedLevel(
  level: AutonomyLevel,
  { verified, failed, missed, reputation }: TrackRecord,
): AutonomyLevel {
  if (level === 'full')
    return verified + failed + missed >= leastOutcomes && reputation < lostBelow ? 'limited' : 'full';
  return verified >= leastOutcomes && reputation >= backFrom ? 'full' : 'limited';
}
