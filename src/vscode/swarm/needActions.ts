import type { NeedsYouView, SwarmSnapshot } from '../../protocol/swarmSnapshot.ts';
import type { NeedAction } from '../../protocol/sessionPanel.ts';
import { commandIds } from '../ids.ts';

/** The actions for a thing that waits, the likeliest first. */
export function actionsOf(need: NeedsYouView): readonly NeedAction[] {
  switch (need.answer?.kind) {
    case 'approval':
      return ['approve', 'reject', 'showWhy'];
    case 'question':
      return ['answer'];
    case 'decision':
      return [];
    case 'plan-change':
      return ['release', 'showWhy'];
    case 'halt':
      return ['setBudget', 'leaveHalted'];
    case 'budget':
      return ['setBudget'];
    case 'breaker':
      return ['resetBreaker'];
    case 'blocker':
      return ['clearBlocker'];
    case 'offer':
      return ['acceptHelp', 'clearBlocker'];
    case undefined:
      return ['showWhy'];
  }
}

/** The command of an action, and the id that it is about. */
export function commandOf(action: NeedAction, need: NeedsYouView): readonly [command: string, id: string] {
  const id = need.answer?.id ?? need.subject;
  switch (action) {
    case 'approve':
      return [commandIds.approveTask, id];
    case 'reject':
      return [commandIds.rejectTask, id];
    case 'answer':
      return [commandIds.answerQuestion, id];
    case 'release':
      return [commandIds.releaseTask, id];
    case 'acceptHelp':
      return [commandIds.acceptHelp, id];
    case 'clearBlocker':
      return [commandIds.clearBlocker, id];
    case 'setBudget':
      return [commandIds.setBudget, id];
    case 'leaveHalted':
      return [commandIds.leaveHalted, id];
    case 'resetBreaker':
      return [commandIds.resetBreaker, id];
    case 'showWhy':
      return [commandIds.showWhy, need.subject];
  }
}

/** What waits for an answer of this kind. */
export function needsOf(snapshot: SwarmSnapshot, kind: 'approval' | 'question'): readonly NeedsYouView[] {
  return snapshot.needsYou.filter((need) => need.answer?.kind === kind);
}
