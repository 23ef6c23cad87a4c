import { err, ok, type Result } from '../../base/result.ts';
import type { LeaderProblem, SwarmLeader } from '../../protocol/swarmLeader.ts';
import type { CoordinatorClient } from '../../protocol/coordinatorClient.ts';
import type { Request } from '../../protocol/verbs.ts';

/** What a person may decide about a swarm. */
export type Steering = Pick<
  SwarmLeader,
  | 'why'
  | 'pause'
  | 'resume'
  | 'claim'
  | 'release'
  | 'reopen'
  | 'clearBlocker'
  | 'acceptCommits'
  | 'resultMerged'
  | 'reverted'
  | 'requestHelp'
  | 'acceptHelp'
  | 'approve'
  | 'reject'
  | 'answer'
  | 'message'
  | 'propose'
  | 'memo'
  | 'setBudget'
  | 'leaveHalted'
  | 'resetBreaker'
>;

/** What a person may do with a swarm, over whatever leads to its coordinator. `holderOf` tells who works on a task. */
export function steer(
  request: CoordinatorClient['request'],
  holderOf: (task: string) => { readonly session: string; readonly epoch: number } | undefined,
): Steering {
  const ask = async (asked: Request): Promise<Result<void, LeaderProblem>> => {
    const answer: Result<unknown, LeaderProblem> = await request(asked);
    return answer.ok ? ok(undefined) : err(answer.error);
  };
  return {
    why: (subject) => request({ verb: 'why', subject }),
    pause: () => ask({ verb: 'pause' }),
    resume: () => ask({ verb: 'resume' }),
    claim: (task, session) => ask({ verb: 'claim', task, session }),
    release: async (task) => {
      const holder = holderOf(task);
      if (!holder) return err({ code: 'unknown', message: `Nobody works on ${task}.` });
      return ask({ verb: 'release', task, ...holder, reason: 'released' });
    },
    reopen: (task, withDependents = false) =>
      ask({ verb: 'reopen', task, ...(withDependents ? { withDependents } : {}) }),
    acceptCommits: (commits) => ask({ verb: 'acceptCommits', ...commits }),
    resultMerged: (deed) => ask({ verb: 'resultMerged', ...deed }),
    reverted: (deed) => ask({ verb: 'reverted', ...deed, evidence: [...deed.evidence] }),
    clearBlocker: (blocker) => ask({ verb: 'clearBlocker', blocker }),
    requestHelp: (subject, reason, needs) => ask({ verb: 'requestHelp', subject, reason, needs }),
    acceptHelp: (blocker, helper) => ask({ verb: 'acceptHelp', blocker, helper }),
    approve: (approval, reason) => ask({ verb: 'approve', approval, reason }),
    reject: (approval, reason) => ask({ verb: 'reject', approval, reason }),
    answer: (question, text) => ask({ verb: 'answer', question, text }),
    message: (to, text) => ask({ verb: 'message', to, text }),
    propose: async (proposal) => {
      const answer = await request({ verb: 'propose', ...proposal });
      return answer.ok ? ok(answer.value.decision) : answer;
    },
    memo: (decision) => request({ verb: 'memo', decision }),
    setBudget: (asked) => ask({ verb: 'setBudget', ...asked }),
    leaveHalted: (place) => ask({ verb: 'leaveHalted', ...place }),
    resetBreaker: (kind, id) => ask({ verb: 'resetBreaker', kind, id }),
  };
}
