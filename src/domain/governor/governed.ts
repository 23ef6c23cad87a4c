import type { SwarmEvent } from '../task/event.ts';

/** Whether the policy in force has a part in such a fact: its entry then names the policy by its hash. */
export function isGoverned({ type }: SwarmEvent): boolean {
  switch (type) {
    case 'policy.changed':
    case 'task.claimed':
    case 'task.failed':
    case 'rescue.started':
    case 'task.stalled':
    case 'recovery.started':
    case 'recovery.escalated':
    case 'help.offered':
    case 'budget.reserved':
    case 'budget.halted':
    case 'autonomy.changed':
    case 'model.proven':
    case 'approval.asked':
    case 'decision.closed':
      return true;
    default:
      return false;
  }
}
