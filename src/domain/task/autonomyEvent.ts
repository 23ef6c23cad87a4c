import type { AutonomyLevel } from '../governor/autonomy.ts';
import type { SessionId } from './ids.ts';

/** A session has earned another level by its measured outcomes; what led to it is the entry's cause. */
export interface AutonomyEvent {
  readonly type: 'autonomy.changed';
  readonly session: SessionId;
  readonly from: AutonomyLevel;
  readonly to: AutonomyLevel;
  /** In thousandths, as it was then. */
  readonly reputation: number;
}
